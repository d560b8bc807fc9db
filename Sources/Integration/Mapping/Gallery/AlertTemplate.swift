/// A stock shortage becomes the text of a work notification: a mapping makes any JSON, not only documents.
enum AlertTemplate {
    static let template = GalleryTemplate(
        name: "alert", summary: "a stock shortage becomes a work notification's text",
        chineseSummary: "库存预警 → 工作通知文本",
        files: [.init("alert.yaml", mapping), .init(GalleryTemplate.exampleFile, example)])

    private static let mapping = """
        # From a row of stock below its safety stock to a work notification in DingTalk (markdown).
        record: stock
        form: dingtalk-markdown

        # Zero safety stock means that nobody watches the material.
        only-when: {from: safety, above: 0}

        head:
          markdown.title: {template: "库存预警 ${material.name}"}
          markdown.text:
            from: quantity
            script:
              lua: |
                local missing = decimal.sub(record.safety, record.quantity)
                local level = decimal.compare(record.quantity, "0") <= 0 and "缺货" or "不足"
                return string.format("**%s** %s：现存 %s，安全库存 %s，缺 %s %s",
                  record.material.name, level, record.quantity, record.safety, missing, record.unit)

        rows:
          receivers:
            from: keepers
            fields:
              userid: {from: row, dictionary: people}

        dictionaries:
          people: {仓管员: "015226410000001", 采购员: "015226410000002"}

        """

    private static let example = #"""
        {"material": {"number": "M1", "name": "六角螺丝 M6"}, "quantity": "120.50", "safety": "1000", "unit": "个", "keepers": ["仓管员", "采购员"]}

        """#
}
