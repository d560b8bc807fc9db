extension PageStyle {
    /// The rules of the swim-lane charts.
    static let swimLanes = """

        .lanes{position:sticky;top:0;background:var(--card);border-bottom:1px solid var(--line);z-index:1;margin-top:8px}
        .lanes svg{display:block;width:100%;height:auto}
        .lanes text{font-size:12px;font-weight:600;fill:var(--ink)}.lanes .tick{font-weight:400;fill:var(--soft)}
        .lanes.narrow{display:none}
        .lanesChart{margin-top:0}.lanesChart .shade{opacity:calc(var(--shade)*.6)}
        .lanesChart text{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
        .lanesChart .tick{font-variant-numeric:tabular-nums}
        .lanesChart .gap{font-style:italic;font-size:11px;fill:var(--soft)}
        .lanesChart .lane{stroke:var(--soft);stroke-width:1;opacity:.55}.lanesChart .broken{stroke-dasharray:1 5}
        .arrow{fill:none;stroke:var(--dot);stroke-width:1.5}.arrow.reply{stroke-dasharray:5 3}
        .head{fill:var(--dot)}
        .arrow.lost{stroke:var(--bad)}.cross{fill:none;stroke:var(--bad);stroke-width:2.2}
        .hatchBack{fill:none;stroke:var(--card);stroke-width:12}
        .hatch{fill:none;stroke-width:12;stroke-dasharray:2 3}
        .hatch.dead{stroke:var(--soft);stroke-opacity:.75}.hatch.paused{stroke:var(--void);stroke-opacity:.55}
        .symbol circle{fill:var(--soft);stroke:var(--card);stroke-width:1.5}
        .symbol .solid{fill:var(--card)}.symbol .line{fill:none;stroke:var(--card);stroke-width:2}
        .symbol.killed circle,.symbol.power-lost circle{fill:var(--bad)}
        .symbol.started circle,.symbol.resumed circle{fill:var(--good)}
        .symbol.paused circle{fill:var(--void)}.symbol.synced circle{fill:var(--dot)}
        .symbol.fault circle{fill:var(--late)}
        .swim .key svg{width:30px;height:10px;margin:0 5px 0 14px;vertical-align:-1px}
        .swim .key svg:first-child{margin-left:0}.swim .key .swatch{width:10px}
        .swim .rule{display:inline-block;max-width:100%;margin-left:8px;overflow-wrap:anywhere}
        .swimTable{margin-top:6px;font-size:13px}.swimTable>summary{color:var(--soft)}
        .swimTable .lost .travel{color:var(--bad)}.travel{white-space:nowrap}
        @media (max-width:900px){
        .lanesChart.wide,.lanes.wide{display:none}.lanesChart.narrow,.lanes.narrow{display:block;max-width:520px}
        }
        @media (max-width:720px){.swimTable td:nth-child(3){grid-column:1/3}}
        """
}
