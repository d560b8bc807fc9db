/// A stock shortage becomes a work notification: a mapping makes any JSON, not only documents.
enum AlertTemplate {
    static let template = GalleryTemplate(
        name: "alert", summary: "a stock shortage becomes a work notification of your own words",
        chineseSummary: "库存预警 → 自定义的工作通知",
        files: [
            .init("alert.yaml", mapping), .init(GalleryTemplate.exampleFile, example),
            .init(
                "core.yaml",
                GalleryCatalog.configuration(
                    mapping: "alert.yaml", dingTalk: "  agentID: 1000000001             # YOUR-AGENT-ID\n", flow: flow)),
        ])

    static let mapping = """
        # From stock that fell below its safety stock to a work notification in DingTalk. Beside markdown there is
        # form: dingtalk-text, with text.content in the head.
        record: stock
        form: dingtalk-markdown

        head:
          markdown.title: {template: "库存预警 ${material.name}"}
          markdown.text:
            from: quantity
            script:
              lua: |
                local missing = decimal.sub(record.safety, record.quantity)
                local level = decimal.compare(record.quantity, "0") <= 0 and "缺货" or "不足"
                return string.format("**%s %s** %s：现存 %s，安全库存 %s，缺 %s",
                  record.material.number, record.material.name, level, record.quantity, record.safety, missing)

        # Who is told instead of the rule's receivers, where it should depend on the material:
        # rows:
        #   receivers:
        #     once: true
        #     fields:
        #       userid: {from: material.number, match: "^(..)", dictionary: keepers}
        # dictionaries:
        #   keepers: {M1: "015226410000001", LS: "015226410000002"}

        """

    private static let flow = """
        stockAlert:
          rules:
            - {name: everything, users: [YOUR-USERID]}    # each material's own safety stock (FSafeStock)

        """

    private static let example = #"""
        {"number": "SA93J5C0J912", "rule": "everything", "organization": "100", "time": "2026-01-15 10:00:00",
         "material": {"number": "M1", "name": "六角螺丝 M6"}, "warehouse": "CK001", "quantity": "120.50", "safety": "1000",
         "keepers": ["015226410000001"]}

        """#
}
