/// The login page's style sheet.
enum LoginPageStyle {
    static let text = """
        :root{--paper:#f2f5f9;--card:#fff;--ink:#171a1d;--soft:#69727d;--line:#e1e6ec;--blue:#0a6cff;--tint:#eaf3ff;
        --bad:#c0261c;--fill:#0a6cff}
        @media (prefers-color-scheme:dark){:root{--paper:#101418;--card:#1a2027;--ink:#e9edf2;--soft:#9aa6b3;
        --line:#313a45;--blue:#4c9bff;--tint:#17304f;--bad:#ff8a80}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;min-height:100vh;display:grid;align-items:center;background:var(--paper);color:var(--ink);
        font:15px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
        main{width:min(680px,100%);margin:24px auto;padding:28px 32px 12px;background:var(--card);
        border:1px solid var(--line);border-radius:14px}
        header{display:flex;gap:14px;align-items:center;margin-bottom:18px}
        .mark{flex:none;width:48px;height:48px;border-radius:12px;display:grid;place-items:center;background:var(--fill);
        color:#fff;font-size:24px;font-weight:600}
        .mark.bad{background:var(--bad)}
        h1{font-size:20px;margin:0}h1 small,[lang=en]{color:var(--soft);font-weight:400}
        h1 small{font-size:15px}
        header p{margin:2px 0 0;overflow-wrap:anywhere}
        p [lang=en]{display:block;font-size:13px}
        .organization{display:flex;justify-content:space-between;gap:12px;flex-wrap:wrap;margin:0 0 14px;padding:10px 14px;
        background:var(--tint);border-radius:8px}
        .organization span{color:var(--soft)}
        .search{display:flex;gap:8px;margin:0 0 14px}
        .search input[type=search]{flex:1;min-width:0}
        input[type=search],button{font:inherit;min-height:42px;border:1px solid var(--line);border-radius:8px;
        padding:0 14px;background:var(--card);color:var(--ink)}
        button{cursor:pointer;white-space:nowrap}
        fieldset{border:0;margin:0;padding:0;min-width:0}
        legend{padding:0;margin-bottom:8px;font-weight:600}
        .people{display:grid;grid-template-columns:1fr 1fr;gap:8px;max-height:46vh;overflow:auto;padding:2px}
        label{display:flex;gap:10px;align-items:center;min-width:0;padding:8px 10px;border:1px solid var(--line);
        border-radius:10px;cursor:pointer}
        label:has(:checked){border-color:var(--blue);background:var(--tint)}
        label input{flex:none;margin:0;accent-color:var(--blue)}
        .face{flex:none;width:38px;height:38px;border-radius:9px;display:grid;place-items:center;background:var(--fill);
        color:#fff;font-size:13px}
        .who{min-width:0;display:grid}
        .who>*{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        .who span{color:var(--soft);font-size:13px}
        .hint,.note,.empty{color:var(--soft);font-size:13px}
        .mistake{padding:12px 14px;border:1px solid var(--bad);border-radius:8px}
        footer{display:flex;justify-content:flex-end;gap:10px;margin-top:16px}
        .agree{background:var(--fill);border-color:var(--fill);color:#fff;font-weight:600;min-width:180px}
        .agree [lang=en]{color:inherit;opacity:.85}
        :focus-visible{outline:2px solid var(--blue);outline-offset:2px}
        .note{text-align:center;margin:18px 0 6px}
        @media (max-width:600px){body{align-items:start}main{margin:0;min-height:100vh;border:0;border-radius:0;
        padding:20px 16px 8px}.people{grid-template-columns:1fr;max-height:none}.search button [lang=en]{display:none}
        footer{position:sticky;bottom:0;padding:10px 0;background:var(--card)}.agree{flex:1;min-width:0}}
        """
}
