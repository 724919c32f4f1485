//go:build tools

// Package tools pins the k6 program: go.sum holds the hash of every module that it is built from.
package tools

import _ "go.k6.io/k6/v2"
