/// The page's style sheet.
enum PageStyle {
    static let text = """
        :root{--paper:#f6f7f9;--card:#fff;--ink:#1b2330;--soft:#5c6675;--line:#dfe3e9;--good:#16794a;--goodback:#e3f4ea;
        --bad:#b3261e;--badback:#fdeae8;--void:#8a5a00;--voidback:#fdf1d8;--dot:#2c6fd1;--late:#d9822b;--shade:.13;
        --column:#8fb4e8}
        @media (prefers-color-scheme:dark){:root{--paper:#12161c;--card:#1b212a;--ink:#e7ebf0;--soft:#9aa5b4;--line:#303946;
        --good:#5fd39a;--goodback:#14351f;--bad:#ff8a80;--badback:#43191a;--void:#f2c14e;--voidback:#3b2e0c;--dot:#7fb0ff;
        --late:#ffab4d;--shade:.2;--column:#3f6299}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
        html[data-language=en] .zh,html[data-language=zh] .en{display:none}
        header,main{max-width:1180px;margin:0 auto;padding:0 20px}
        header{display:flex;justify-content:space-between;align-items:center;padding-top:14px}
        .product{margin:0;font-weight:600;color:var(--soft)}
        button{font:inherit;font-size:13px;color:var(--soft);background:none;border:1px solid var(--line);border-radius:6px;
        padding:3px 10px;cursor:pointer}
        button:hover{color:var(--ink)}
        button[aria-pressed=true]{background:var(--card);color:var(--ink);font-weight:600}
        button:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--dot);outline-offset:2px}
        section,.numbers>div{background:var(--card);border:1px solid var(--line);border-radius:10px}
        section{padding:4px 20px 18px;margin:14px 0}
        h1{font-size:22px;line-height:1.25;margin:0;overflow-wrap:anywhere}
        h2{font-size:17px;margin:14px 0 8px}
        h3{font-size:15px;margin:18px 0 4px}
        code{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
        .hint,.claim{color:var(--soft);font-size:13px}
        .hint{margin:2px 0 8px}
        .banner{display:flex;gap:20px;align-items:center;padding:18px 20px;border-left-width:6px}
        .banner p{margin:2px 0}
        .verdict{font-size:26px;font-weight:700;letter-spacing:.03em;white-space:nowrap}
        .sentence{font-weight:600}
        .proves{color:var(--soft);font-size:14px}
        .passed .banner{background:var(--goodback);border-color:var(--good)}.passed .verdict{color:var(--good)}
        .failed .banner{background:var(--badback);border-color:var(--bad)}.failed .verdict{color:var(--bad)}
        .void .banner{background:var(--voidback);border-color:var(--void)}.void .verdict{color:var(--void)}
        .numbers{display:grid;grid-template-columns:repeat(5,1fr);gap:10px;margin:14px 0}
        .numbers>div{padding:10px 14px}
        dt{color:var(--soft);font-size:13px}
        dd{margin:0;font-size:20px;font-weight:600;font-variant-numeric:tabular-nums;white-space:nowrap}
        .numbers .bad dd{color:var(--bad)}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th{text-align:left;font-weight:500}
        thead th{color:var(--soft);font-size:12px;border-bottom:1px solid var(--line);white-space:nowrap}
        td,th{padding:6px 12px 6px 0;vertical-align:top;border-bottom:1px solid var(--line)}
        tr:last-child>td,tr:last-child>th{border-bottom:0}
        thead tr:last-child>th{border-bottom:1px solid var(--line)}
        .verdicts td:first-child{width:64px}
        .limit{font-size:12px;border:1px solid var(--line);border-radius:5px;padding:0 6px;margin-left:6px;white-space:nowrap}
        .verdicts .claim{display:block}
        .basis{text-align:right;white-space:pre-line;overflow-wrap:anywhere;padding-right:0;max-width:380px}
        .badge{display:inline-block;min-width:48px;text-align:center;font-size:12px;font-weight:700;border-radius:5px;padding:2px 6px}
        .holds .badge{background:var(--goodback);color:var(--good)}
        .violated .badge{background:var(--badback);color:var(--bad)}
        .undecided .badge{background:var(--voidback);color:var(--void)}
        .violated .basis{color:var(--bad);font-weight:600}.undecided .basis{color:var(--void)}
        .scroll{overflow-x:auto}
        .data .claim{display:block}.data tr.violated th,.data tr.violated .number{color:var(--bad)}
        .number{text-align:right;font-variant-numeric:tabular-nums}
        td.number,.window{white-space:nowrap}
        .window{display:block;font-variant-numeric:tabular-nums}
        .data td:last-child,.data th:last-child{padding-right:0}
        .pair{display:grid;grid-template-columns:1fr 1fr;gap:0 36px}
        .chart{width:100%;height:auto;display:block;margin:6px 0}
        .chart.narrow{display:none}
        .chart text{font-size:12px;fill:var(--ink)}
        .chart .tick{font-size:11px;fill:var(--soft)}
        .grid{stroke:var(--line);stroke-width:1}
        .bound{stroke:var(--bad);stroke-dasharray:5 4}.chart .boundText{fill:var(--bad)}
        circle.good{fill:var(--dot);fill-opacity:.65}
        circle.late{fill:var(--late)}
        circle.lost{fill:var(--card);stroke:var(--bad);stroke-width:2}
        .column{fill:var(--column)}.steps{fill:none;stroke:var(--ink);stroke-width:1.3;opacity:.75}
        .chart .lane text{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
        .shade{opacity:var(--shade)}.bar{opacity:.5}.strike{stroke-width:1.5}
        .hue0 rect{fill:#d64545}.hue0 line{stroke:#a02020}.hue1 rect{fill:#8a56c8}.hue1 line{stroke:#5f2f9c}
        .hue2 rect{fill:#2a9d8f}.hue2 line{stroke:#146c61}.hue3 rect{fill:#c98a12}.hue3 line{stroke:#8d5d00}
        .hue4 rect{fill:#3f72d9}.hue4 line{stroke:#1d469a}.hue5 rect{fill:#c2458f}.hue5 line{stroke:#8a1f60}
        .key{font-size:13px;color:var(--soft);margin:4px 0 0}
        .key i{display:inline-block;width:10px;height:10px;border-radius:50%;margin:0 5px 0 12px;background:var(--dot)}
        .key i:first-child{margin-left:0}
        .key .late{background:var(--late)}.key .lost{background:none;border:2px solid var(--bad)}
        .key .audited{background:var(--column);border-radius:2px}
        .key .granted{height:0;width:16px;border-radius:0;background:none;border-top:2px solid var(--ink);vertical-align:middle}
        .count{color:var(--bad);font-size:13px;font-weight:600}
        .finding{border-top:1px solid var(--line);padding:6px 0}
        summary{cursor:pointer;overflow-wrap:anywhere}
        summary b{font:600 13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin-right:6px}
        .story{margin:8px 0 4px;font-size:13px}
        .story td{overflow-wrap:anywhere;padding:4px 12px 4px 6px}
        .story th{padding-left:6px}
        .time{white-space:nowrap;text-align:right;font-variant-numeric:tabular-nums;color:var(--soft);width:90px}
        .who{white-space:nowrap;width:130px}
        .who.fault{color:var(--bad)}
        .evidence td{background:var(--voidback)}
        .command{display:flex;gap:10px;align-items:center;background:var(--paper);border:1px solid var(--line);border-radius:8px;
        padding:8px 12px}
        .command code{flex:1}
        .files{margin:4px 0;padding-left:20px}
        a{color:var(--dot)}
        @media (max-width:720px){
        header,main{padding:0 10px}
        section{padding:2px 12px 14px}
        .banner{flex-direction:column;align-items:flex-start;gap:4px;padding:14px}
        .verdict{font-size:22px}h1{font-size:19px}
        .numbers{grid-template-columns:repeat(3,1fr);gap:8px}
        .numbers>div{padding:8px 10px}dd{font-size:17px}
        .chart.wide{display:none}.chart.narrow{display:block}
        .pair{grid-template-columns:1fr}
        .verdicts tr{display:grid;grid-template-columns:60px 1fr;padding:7px 0;border-bottom:1px solid var(--line)}
        .verdicts tr:last-child{border:0}
        .verdicts td,.verdicts th{border:0;padding:0}
        .verdicts .basis{grid-column:2;text-align:left;max-width:none;font-size:13px}
        .numbers>div:last-child:nth-child(3n+1){grid-column:1/-1}
        .faults thead{display:none}
        .faults tr{display:grid;grid-template-columns:1fr auto;border-bottom:1px solid var(--line);padding:6px 0}
        .faults td,.faults th{border:0;padding:0}
        .faults td:nth-child(2){grid-column:1/3;grid-row:2}
        .faults td:nth-child(3){grid-column:1/3;grid-row:3;font-size:13px}
        .faults td:nth-child(4){grid-column:2;grid-row:1}
        .faults td:nth-child(4)::after{content:" ×"}
        .story thead{display:none}
        .story tr{display:grid;grid-template-columns:auto 1fr;border-bottom:1px solid var(--line);padding:3px 0}
        .story td{border:0;padding:1px 6px;width:auto}
        .story td:last-child{grid-column:1/3}
        .story .time{text-align:left}
        .evidence{background:var(--voidback)}
        }
        @media print{body{background:#fff}.languages,.command button{display:none}section{break-inside:avoid-page}}
        """
}
