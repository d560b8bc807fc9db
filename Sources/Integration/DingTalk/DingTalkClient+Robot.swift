import Crypto
import Foundation
import HTTPTypes
import Seams

/// Custom robots of groups (自定义机器人), reached by their web hook.
extension DingTalkClient {
    /// Says something in the robot's group: `POST /robot/send` (《自定义机器人发送群消息》), signed where the robot wants it
    /// (《自定义机器人安全设置》).
    ///
    /// - Parameters:
    ///   - title: shown in the list of chats, and above the lines.
    ///   - number: the same for the same message: the robot shows it once (`msgUuid`).
    func say(
        title: String, lines: [String], number: String, _ robot: AlertSettings.Robot
    ) async throws(PlatformFailure) {
        guard let base = BaseURL(settings.oapiURL) else { throw settings.misplaced(settings.oapiURL) }
        var target = "robot/send?access_token=\(PercentEncoding.encode(robot.token.value))"
        if !robot.secret.value.isEmpty {
            let timestamp = String(time.now.milliseconds)
            let sign = DingTalkClient.robotSign(timestamp: timestamp, secret: robot.secret)
            target += "&timestamp=\(timestamp)&sign=\(PercentEncoding.encode(sign))"
        }
        // People are mentioned only where their names stand in the text too.
        let mobiles = robot.atMobiles.map(\.value)
        let mentions = (robot.atUsers + mobiles).map { "@\($0)" }.joined(separator: " ")
        let text = ["### \(title)", lines.joined(separator: "\n"), mentions].filter { !$0.isEmpty }
        let at: JSONValue = .members([
            "isAtAll": .bool(false), "atUserIds": .array(robot.atUsers.map(JSONValue.string)),
            "atMobiles": .array(mobiles.map(JSONValue.string)),
        ])
        let body: JSONValue = .members([
            "msgtype": "markdown",
            "markdown": .members(["title": .string(title), "text": .string(text.joined(separator: "\n\n"))]),
            "at": at, "msgUuid": .string(number),
        ])
        _ = try await sendWithoutToken(
            base.call(.post, target, json: body.jsonText), isWrite: true, hiding: robot.token.value)
    }

    /// Base64 of the HMAC-SHA256 of time stamp, line feed and secret under the secret.
    static func robotSign(timestamp: String, secret: Secret) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(timestamp)\n\(secret.value)".utf8), using: SymmetricKey(data: Array(secret.value.utf8)))
        return Data(code).base64EncodedString()
    }
}
