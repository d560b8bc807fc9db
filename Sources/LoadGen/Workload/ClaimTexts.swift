import Seams

/// What people write into expense claims: ordinary Chinese, and the characters that break escaping, encodings and
/// filters (quotes, markup, full-width forms, emoji, ideographs outside the basic plane).
enum ClaimTexts {
    /// Why the money was spent; up to about 60 characters.
    static func reason(using generator: inout SeededGenerator) -> String {
        pick(reasons, &generator)
            .replacing("{城市}", with: pick(cities, &generator))
            .replacing("{客户}", with: pick(customers, &generator))
            .replacing("{期}", with: String(Int.random(in: 1...12, using: &generator)))
    }

    /// What one row was for.
    static func note(using generator: inout SeededGenerator) -> String {
        pick(notes, &generator)
            .replacing("{城市}", with: pick(cities, &generator))
            .replacing("{号}", with: String(Int.random(in: 1...9999, using: &generator)))
    }

    private static func pick(_ texts: [String], _ generator: inout SeededGenerator) -> String {
        texts.randomElement(using: &generator) ?? ""
    }

    private static let cities = ["上海", "北京", "深圳", "成都", "西安", "乌鲁木齐", "呼和浩特", "齐齐哈尔", "景德镇"]

    private static let customers = [
        "华为技术", "中建三局", "宁德时代", "𠮷野家（中国）", "O'Reilly 媒体", "AT&T 北京代表处", "“老字号”食品", "Ａ＋Ｂ设计",
    ]

    private static let reasons = [
        "{城市}客户拜访：{客户}", "{城市}{客户}项目第{期}期验收差旅", "参加{城市}行业展会", "{客户}年度框架协议谈判",
        "部门团建（{期}月）", "新员工入职培训 {城市}", "服务器采购 & 安装，{客户}", "招待{客户}一行 <含午餐>",
        "O'Brien 先生来访接待，用车+餐费", "\"双十一\"大促值班加班餐 🍱", "🚄{城市}往返，✈️ 延误改签 {期} 次",
        "ＡＢＣ公司（华东）培训费１２３", "路径 C:\\票据\\{期}月 备查", "报价 50%_折扣后，{客户}", "赔付#{期};客户投诉 -- 见附件",
        "{\"项目\":\"{客户}\",\"期\":{期}}", "𠮷野家工作餐，{城市}　全角空格", "补充报销：上月遗漏 ≥ {期} 张，共 ½ 日",
    ]

    private static let notes = [
        "高铁 G{号} {城市}", "打车 23:50 机场→酒店", "酒店 2 晚（含早）", "工作餐", "市内交通", "快递费 SF{号}", "会议室租金",
        "话费 138****{号}", "打印 <A4> 双面", "Tom's 咖啡 ☕️", "“发票号”0{号}", "过路费＋停车费", "办公用品 \"得力\" & 晨光", "{城市}出租车票 {号}",
        "机票改签差额 100%", "墨盒\\硒鼓", "礼品 🎁 {号}", "翻译服务（日→中）",
    ]
}
