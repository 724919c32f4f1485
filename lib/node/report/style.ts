/** The look of the report. Colours come from the system's scheme; on paper it is black on white. */
export const style = `
:root{color-scheme:light dark;--ink:#1d2530;--soft:#5b6673;--line:#d9dfe6;--ground:#fff;--card:#f6f8fa;--pass:#1a7f4b;--fail:#c4302b;--inconclusive:#9a6700}
@media (prefers-color-scheme:dark){:root{--ink:#e3e8ee;--soft:#9aa6b2;--line:#333c47;--ground:#12171d;--card:#1b222b;--pass:#3fbf7f;--fail:#ff7b72;--inconclusive:#e0a83a}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1000px;margin:0 auto;padding:16px}
h1{font-size:20px;margin:8px 0 16px}h1 small{font-weight:400;color:var(--soft);font-size:14px}
h2{font-size:16px;margin:28px 0 8px}
header{display:flex;gap:20px;align-items:center;flex-wrap:wrap;background:var(--card);border:1px solid var(--line);border-left:6px solid var(--soft);border-radius:8px;padding:14px 18px}
header>div{flex:1 1 300px}header p,header ul{margin:0}header ul{padding-left:18px}
.badge{font-size:24px;font-weight:700}
.pass{border-left-color:var(--pass)}.pass .badge{color:var(--pass)}
.fail{border-left-color:var(--fail)}.fail .badge{color:var(--fail)}
.inconclusive{border-left-color:var(--inconclusive)}.inconclusive .badge{color:var(--inconclusive)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:16px 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:5px 10px;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--soft);font-weight:600}
.numbers td:nth-child(n+3):nth-child(-n+8),.numbers th:nth-child(n+3):nth-child(-n+8){text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
ul{padding-left:20px}li{overflow-wrap:anywhere}
pre{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:10px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.chart{margin:8px 0 20px;break-inside:avoid}
h3{font-size:15px;margin:20px 0 4px}
.held{color:var(--pass)}.broken{color:var(--fail);font-weight:700}.unclear{color:var(--inconclusive)}
figure{margin:8px 0}figcaption{color:var(--soft);font-size:14px}svg{max-width:560px;width:100%;font:12px system-ui;fill:var(--ink)}.track{fill:var(--card);stroke:var(--line)}.bar{fill:#2f81f7}
summary{cursor:pointer;margin:8px 0}
@media print{:root{--ink:#000;--ground:#fff;--card:#fff}section{break-inside:avoid}}
`;
