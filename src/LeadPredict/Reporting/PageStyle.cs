namespace LeadPredict.Reporting;

/// <summary>
/// The style sheet of every page. Text keeps a contrast of at least 4.5 to 1 in light and dark; lines and areas differ in dash and pattern as
/// well as in colour, so that they can be told apart in grey.
/// </summary>
static class PageStyle
{
    const string Light = """
        --bg:#ffffff;--panel:#f5f7fa;--ink:#17212e;--muted:#4d5a6b;--rule:#d7dde5;--grid:#e3e8ee;--c1:#1459a9;--c2:#b1480c;--c3:#0b7261;--c4:#7a3e9d;
        --good:#0b6b4f;--good-bg:#e7f5ef;--watch:#8a4b00;--watch-bg:#fdf3e1;--bad:#a3232c;--bad-bg:#fcebec;--note:#1459a9;--note-bg:#eaf2fb;--hero:#12233a;--hero-ink:#ffffff;--hero-muted:#c3d2e6;
        """;

    const string Dark = """
        --bg:#10151c;--panel:#19212b;--ink:#e7ecf2;--muted:#aab6c5;--rule:#334050;--grid:#28323f;--c1:#7fb4ff;--c2:#ffab73;--c3:#5ed1b4;--c4:#d3a6f2;
        --good:#6fdcae;--good-bg:#12291f;--watch:#ffc470;--watch-bg:#2e2411;--bad:#ff9aa0;--bad-bg:#341a1d;--note:#8fbcff;--note-bg:#15243a;--hero:#16283f;--hero-ink:#f2f6fb;--hero-muted:#b4c6dd;
        """;

    public const string Text = ":root{" + Light + "}\n@media (prefers-color-scheme:dark){:root{" + Dark + "}}\n@media print{:root{" + Light + "}}\n" + """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
        body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
        header,main,nav,footer{padding-left:max(16px,calc((100% - 1080px)/2));padding-right:max(16px,calc((100% - 1080px)/2))}
        header{background:var(--hero);color:var(--hero-ink);padding-top:40px;padding-bottom:36px}
        .kicker{margin:0 0 6px;color:var(--hero-muted);font-size:13px;letter-spacing:.08em;text-transform:uppercase}
        h1{margin:0;font-size:clamp(26px,5vw,40px);line-height:1.15;font-weight:650;letter-spacing:-.015em}
        .subtitle{margin:12px 0 0;color:var(--hero-muted);font-size:17px;max-width:62em}
        nav{position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--rule)}
        nav ul{display:flex;flex-wrap:wrap;gap:2px 20px;margin:0;padding:10px 0;list-style:none;font-size:14px}
        a{color:var(--c1);text-underline-offset:3px}
        nav a{color:var(--muted);text-decoration:none}nav a:hover{color:var(--c1);text-decoration:underline}
        a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--c1);outline-offset:2px}
        section{padding:34px 0 6px;scroll-margin-top:44px}
        section+section{border-top:1px solid var(--rule)}
        h2{margin:0 0 6px;font-size:25px;line-height:1.25;font-weight:640;letter-spacing:-.01em}
        h3{margin:26px 0 8px;font-size:18px;line-height:1.3;font-weight:620}
        p{margin:0 0 12px;max-width:74em}.intro{color:var(--muted);max-width:66em}
        .headline{font-size:clamp(19px,2.6vw,23px);line-height:1.45;max-width:46em;margin:10px 0 18px}.headline strong{color:var(--c1)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:14px;margin:18px 0}
        .tile{background:var(--panel);border:1px solid var(--rule);border-radius:12px;padding:16px 18px}
        .tile p{margin:0}.tile .label{color:var(--muted);font-size:13.5px}.tile .figure{font-size:32px;line-height:1.2;font-weight:660;letter-spacing:-.02em;margin:4px 0;font-variant-numeric:tabular-nums}
        .tile .detail{color:var(--muted);font-size:13.5px;line-height:1.45}
        .remark{display:flex;gap:12px;align-items:flex-start;border-left:4px solid var(--note);background:var(--note-bg);border-radius:0 10px 10px 0;padding:12px 16px;margin:10px 0}
        .remark p{margin:0;max-width:none}.remark .sign{flex:none;width:24px;height:24px;border-radius:50%;text-align:center;font-weight:700;line-height:22px;border:1.5px solid currentColor;color:var(--note);font-size:14px}
        .remark.good{border-color:var(--good);background:var(--good-bg)}.good .sign{color:var(--good)}
        .remark.watch{border-color:var(--watch);background:var(--watch-bg)}.watch .sign{color:var(--watch)}
        .remark.bad{border-color:var(--bad);background:var(--bad-bg)}.bad .sign{color:var(--bad)}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:18px;margin:18px 0;align-items:start}
        figure{margin:0;border:1px solid var(--rule);border-radius:12px;padding:16px 16px 10px;min-width:0;background:var(--bg)}
        figure.wide{grid-column:1/-1}.charts figure:only-child{max-width:640px}
        figcaption{font-weight:620;line-height:1.35;margin-bottom:2px}.chart-note{color:var(--muted);font-size:14px;line-height:1.45;margin:0 0 8px}
        svg{display:block;width:100%;height:auto;font-family:inherit;font-variant-numeric:tabular-nums}
        svg text{fill:var(--ink);font-size:11.5px}svg .tick{fill:var(--muted);font-size:11px}svg .strong{font-weight:600;paint-order:stroke;stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}
        svg .grid{stroke:var(--grid);stroke-width:1}svg .axis{stroke:var(--muted);stroke-width:1}svg .reference{stroke:var(--muted);stroke-width:1.2;stroke-dasharray:2 3;fill:none}
        svg .s1{--s:var(--c1)}svg .s2{--s:var(--c2)}svg .s3{--s:var(--c3)}svg .s4{--s:var(--c4)}
        svg .line{fill:none;stroke:var(--s);stroke-width:2.4;stroke-linejoin:round;stroke-linecap:round}
        svg .s2.line{stroke-dasharray:7 4;stroke-width:2}svg .s3.line{stroke-dasharray:2 4;stroke-width:2.4}svg .s4.line{stroke-dasharray:9 3 2 3;stroke-width:2}
        svg .band{fill:var(--s);opacity:.16}svg .mark{fill:var(--bg);stroke:var(--s);stroke-width:2}svg .whisker{stroke:var(--s);stroke-width:1.4;fill:none}
        svg .bar{fill:var(--s)}svg .range{stroke:var(--ink);stroke-width:1.3;fill:none}svg .density{fill:var(--muted);opacity:.45}
        svg .hatch{stroke:var(--bg);stroke-width:1.6}
        details{margin:6px 0 4px;font-size:14px}summary{cursor:pointer;color:var(--c1);padding:4px 0;width:fit-content}
        .scroll{overflow-x:auto;margin:8px 0 14px}
        table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4;font-variant-numeric:tabular-nums}
        caption{text-align:left;color:var(--muted);padding:0 0 6px}
        th,td{padding:7px 10px;border-bottom:1px solid var(--rule);text-align:right;vertical-align:top;overflow-wrap:normal}
        thead th{color:var(--muted);font-weight:560;border-bottom:1.5px solid var(--rule);vertical-align:bottom}
        th:first-child{text-align:left;font-weight:560}.text td,.text th,.word{text-align:left}.text td{min-width:15em}
        .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:0 28px;margin:12px 0}
        .facts div{display:flex;gap:12px;justify-content:space-between;border-bottom:1px solid var(--rule);padding:7px 0}
        dt{color:var(--muted)}dd{margin:0;text-align:right;font-weight:560;overflow-wrap:anywhere;max-width:65%}
        code,pre{font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        pre{background:var(--panel);border:1px solid var(--rule);border-radius:8px;padding:12px 14px;white-space:pre-wrap;overflow-wrap:anywhere}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:0 32px}.pair>div{min-width:0}
        .points{columns:3 280px;column-gap:28px;margin:0 0 14px;padding:0;list-style:none;font-size:14px;line-height:1.4}
        .points li{display:flex;gap:12px;justify-content:space-between;break-inside:avoid;border-bottom:1px solid var(--rule);padding:4px 0}
        .points b{flex:none;font-weight:560;font-variant-numeric:tabular-nums}
        .gauges{margin:0 0 14px;padding:0;list-style:none;font-size:14px}.gauges li{display:grid;grid-template-columns:minmax(9em,1fr) 1.4fr 2em;gap:12px;align-items:center;padding:4px 0}
        .gauges i{height:10px;border-radius:5px;background:linear-gradient(to right,var(--c1) var(--value),var(--grid) var(--value))}.gauges b{text-align:right;font-weight:560}
        .sheet .facts dt{flex:none;max-width:45%}.sheet .charts h3:first-child{margin-top:0}
        footer{color:var(--muted);font-size:13.5px;padding-top:20px;padding-bottom:40px;border-top:1px solid var(--rule);margin-top:28px}
        @media (max-width:480px){svg text{font-size:13px}svg .tick{font-size:12.8px}th:first-child{overflow-wrap:anywhere;min-width:7em}body{font-size:15.5px}figure{padding:12px 10px 6px}th,td{padding:6px 8px}.tile .figure{font-size:28px}.tiles{grid-template-columns:1fr 1fr;gap:10px}.tile{padding:12px}nav{position:static}}
        @media (max-width:360px){.tiles{grid-template-columns:1fr}}
        @media print{
        @page{size:A4;margin:14mm 12mm}
        body{font-size:10.5pt;background:#fff;-webkit-print-color-adjust:exact;print-color-adjust:exact}
        nav{display:none}header{background:#fff;color:#000;padding:0 0 10px;border-bottom:2px solid #12233a}.kicker,.subtitle{color:#333}
        header,main,footer{padding-left:0;padding-right:0}section{padding-top:16px}
        section+section{break-before:page}section#card{break-before:auto}figure,.tile,.remark,tr,.typical,.intro{break-inside:avoid}h2,h3,.intro,figcaption{break-after:avoid}
        .charts{display:grid;grid-template-columns:1fr 1fr;gap:10px}.charts figure:only-child{max-width:none;width:130mm}.tiles{grid-template-columns:repeat(4,1fr);gap:8px}.tile .figure{font-size:20pt}
        details{display:none}.scroll{overflow:visible}a{color:inherit;text-decoration:none}table{font-size:9pt}
        @page sheet{size:A4;margin:9mm 11mm}
        .sheet{page:sheet;font-size:7.8pt;line-height:1.32}.sheet section+section{break-before:auto}.sheet section{padding:4px 0 1px}.sheet header{padding-bottom:3px}.sheet h1{font-size:14pt}.sheet .kicker{display:none}
        .sheet .subtitle{font-size:7.8pt;margin:1px 0 0;max-width:none}.sheet h2{font-size:10.5pt;margin:0 0 2px}.sheet h3{font-size:8.5pt;margin:4px 0 1px}.sheet p{margin:0 0 2px}.sheet .tiles{margin:2px 0;gap:6px}.sheet .tile{padding:3px 7px;border-radius:5px}
        .sheet .tile .figure{font-size:13pt;margin:0}.sheet .tile .label,.sheet .tile .detail{font-size:7pt;line-height:1.25}.sheet .charts{margin:2px 0;gap:14px}.sheet .charts figure{padding:4px 8px 2px;width:auto;max-width:none;border-radius:5px}
        .sheet .chart-note{font-size:7pt;margin:0 0 2px}.sheet .scroll{margin:2px 0 0}.sheet table{font-size:7pt;line-height:1.25}.sheet th,.sheet td{padding:1px 5px}.sheet .remark{padding:2px 8px;margin:3px 0;align-items:center}
        .sheet .remark .sign{width:14px;height:14px;line-height:12px;font-size:9px}.sheet .facts{grid-template-columns:repeat(3,1fr);margin:1px 0;gap:0 20px;font-size:7.2pt}.sheet .facts div{padding:1px 0}.sheet .pair{grid-template-columns:1fr 1fr;gap:0 20px}
        .sheet .pair h3:first-child{margin-top:1px}.sheet .pair p{font-size:7.2pt;line-height:1.25}.sheet .pair .facts{grid-template-columns:1fr}.sheet .points{columns:3;column-gap:16px;font-size:7pt;line-height:1.22;margin:0 0 2px}.sheet .points li{padding:.8px 0;gap:6px}
        .sheet .gauges{font-size:7.2pt;margin:0 0 4px}.sheet .gauges li{padding:0}.sheet .gauges i{height:6px}.sheet pre{font-size:6.6pt;line-height:1.3;padding:2px 6px;margin:2px 0}.sheet footer{font-size:6.6pt;margin-top:3px;padding:2px 0 0}
        }

        """;
}
