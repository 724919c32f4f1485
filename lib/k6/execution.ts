// Here for all files: k6 makes something for every virtual user of each import of a name (0.8 kB), the same name again, too.
export { default as exec } from 'k6/execution';
