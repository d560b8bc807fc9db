/// The HTML that people see on their way: short, in Chinese and in English, for phones and for large screens.
enum SignOnPage {
    /// The page inside DingTalk: asks DingTalk's own script for a one-time code and posts it. Without that script, in an
    /// ordinary browser, it offers the login page.
    static func inApp(
        state: String, corpID: String, clientID: String, scriptURL: String, browserPath: String, nonce: String
    ) -> String {
        frame(
            "登录金蝶云·星空 · Signing on",
            """
            <section id="busy" role="status"><div class="mark" aria-hidden="true"></div><h1>正在登录金蝶云·星空…</h1>
            <p lang="en">Signing you on to Kingdee Cloud Galaxy…</p></section>
            <section id="other" hidden><div class="mark bad" aria-hidden="true"></div><h1>请用钉钉登录</h1>
            <p>没有从钉钉得到您的身份。请重试，或在浏览器中用钉钉扫码登录。</p>
            <p lang="en">DingTalk did not say who you are. Please try again, or sign in by DingTalk’s login page.</p>
            <p class="doors"><a class="door" href="">重试 <span lang="en">Try again</span></a>
            <a class="door quiet" href="\(escaped(browserPath))">钉钉扫码登录 <span lang="en">DingTalk login</span></a></p></section>
            <noscript><p class="doors"><a class="door" href="\(escaped(browserPath))">登录 <span lang="en">Sign in</span></a></p></noscript>
            <form id="form" method="post" action="/sign-on/in-app" data-corp="\(escaped(corpID))" \
            data-client="\(escaped(clientID))"><input type="hidden" name="state" value="\(escaped(state))">\
            <input type="hidden" name="code" value=""></form>
            <script src="\(escaped(scriptURL))" nonce="\(nonce)" referrerpolicy="no-referrer"></script>
            <script nonce="\(nonce)">\(script)</script>
            """)
    }

    /// Says why somebody was not signed on, and what to do.
    static func refusal(_ reason: SignOnRefusal, reference: String) -> String {
        let words = reason.words
        return frame(
            "无法登录 · Not signed on",
            """
            <div class="mark bad" aria-hidden="true"></div>
            <section role="alert"><h1>无法登录</h1>
            <p>\(escaped(words.chinese))</p>
            <p lang="en">\(escaped(words.english))</p></section>
            <p class="doors"><a class="door" href="/sign-on">重新登录 <span lang="en">Start again</span></a></p>
            <p class="reference">参考号 <span lang="en">Reference</span> <b>\(escaped(reference))</b></p>
            """)
    }

    /// No such page.
    static let notFound = frame(
        "没有此页面 · No such page",
        """
        <div class="mark bad" aria-hidden="true"></div>
        <section><h1>没有此页面</h1><p lang="en">There is no such page.</p></section>
        <p class="doors"><a class="door" href="/sign-on">登录 <span lang="en">Sign in</span></a></p>
        """)

    /// Waits at most ten seconds for DingTalk. Older clients have the call below `dd.runtime.permission` only.
    private static let script = """
        (function(){
        var form=document.getElementById('form'),data=form.dataset,done=false;
        function other(){if(done)return;done=true;document.getElementById('busy').hidden=true;
        document.getElementById('other').hidden=false;}
        function got(result){if(done)return;if(!result||!result.code)return other();done=true;
        form.elements.code.value=result.code;form.submit();}
        setTimeout(other,10000);
        var dd=window.dd;
        if(!dd||(dd.env&&dd.env.platform==='notInDingTalk'))return other();
        var old=dd.runtime&&dd.runtime.permission,ask=dd.requestAuthCode||(old&&old.requestAuthCode);
        if(!ask)return other();
        function run(){try{var wait=ask.call(dd.requestAuthCode?dd:old,{corpId:data.corp,clientId:data.client,
        onSuccess:got,onFail:other,success:got,fail:other});
        if(wait&&wait.then)wait.then(got,other);}catch(error){other();}}
        if(dd.error)dd.error(other);
        if(dd.ready)dd.ready(run);else run();
        })();
        """

    private static let style = """
        :root{color-scheme:light dark;--ink:#1c2230;--soft:#5c6577;--paper:#fff;--ground:#eef1f6;--blue:#0b5fd7;--red:#c2352b}
        @media(prefers-color-scheme:dark){:root{--ink:#eceff5;--soft:#a3adc0;--paper:#1b2130;--ground:#10141d;--blue:#5b9bff;--red:#ff7a6e}}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:20px;
        background:var(--ground);color:var(--ink);font:16px/1.6 -apple-system,"PingFang SC","Noto Sans SC","Microsoft YaHei",
        "Segoe UI",sans-serif}
        main{width:100%;max-width:440px;background:var(--paper);border-radius:16px;padding:36px 28px;text-align:center;
        box-shadow:0 8px 30px rgba(20,30,60,.10)}
        h1{font-size:22px;line-height:1.35;margin:0 0 10px}
        p{margin:0 0 8px}[lang=en]{color:var(--soft);font-size:14px}
        .mark{width:52px;height:52px;margin:0 auto 22px;border-radius:50%;border:5px solid var(--ground);
        border-top-color:var(--blue);animation:turn 1s linear infinite}
        .mark.bad{animation:none;border-color:var(--red);position:relative}
        .mark.bad:after{content:"!";position:absolute;inset:0;font:700 26px/42px sans-serif;color:var(--red)}
        @keyframes turn{to{transform:rotate(1turn)}}
        @media(prefers-reduced-motion:reduce){.mark{animation:none}}
        .doors{margin:22px 0 6px;display:flex;flex-direction:column;gap:10px}
        .door{display:block;min-height:48px;padding:11px 18px;border-radius:10px;background:var(--blue);color:#fff;
        text-decoration:none;font-weight:600}
        .door span{color:inherit;opacity:.85;font-weight:400;margin-left:4px}
        .door.quiet{background:transparent;color:var(--blue);box-shadow:inset 0 0 0 1.5px var(--blue)}
        .door:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
        @media(prefers-color-scheme:dark){.door{color:#0d1526}.door.quiet{color:var(--blue)}}
        .reference{margin-top:18px;color:var(--soft);font-size:14px}
        .reference b{font-family:ui-monospace,Consolas,monospace;letter-spacing:.06em;color:var(--ink)}
        [hidden]{display:none}
        """

    private static func frame(_ title: String, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="zh-CN"><head><meta charset="utf-8"><title>\(title)</title>
        <meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
        <style>\(style)</style></head>
        <body><main>
        \(body)
        </main></body></html>

        """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
