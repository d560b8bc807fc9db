/// The page's script: the choice of language, remembered, and copying the command. Without it the page is in English
/// and complete.
enum PageScript {
    static let text = """
        (function(){
        var root=document.documentElement,key="rehearsal-language";
        function stored(){try{return localStorage.getItem(key)}catch(error){return null}}
        function store(language){try{localStorage.setItem(key,language)}catch(error){}}
        function show(language){
        root.setAttribute("data-language",language);
        root.lang=language==="zh"?"zh-CN":"en";
        document.querySelectorAll("[data-choose]").forEach(function(button){
        button.setAttribute("aria-pressed",String(button.getAttribute("data-choose")===language))})}
        var preferred=(navigator.languages&&navigator.languages[0])||navigator.language||"en";
        var asked=/[?&]language=(en|zh)/.exec(location.search);
        show(asked?asked[1]:stored()||(/^zh/i.test(preferred)?"zh":"en"));
        document.addEventListener("click",function(event){
        var button=event.target.closest("button");
        if(!button)return;
        var language=button.getAttribute("data-choose");
        if(language){store(language);show(language)}
        var source=document.getElementById(button.getAttribute("data-copy")||"");
        if(source&&navigator.clipboard)navigator.clipboard.writeText(source.textContent)
        .then(function(){button.textContent="\\u2713"},function(){})});
        })();
        """
}
