// The clients on the wire are what delivery and intake call DingTalk and Kingdee through.
extension DingTalkClient: DingTalkPort {}
extension KingdeeClient: KingdeePort {}
