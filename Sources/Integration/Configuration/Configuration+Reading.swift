import Foundation
import Seams
import Yams

extension Configuration {
    /// Reads a YAML file; secrets of the environment win over those sealed beside it, and these over its own.
    ///
    /// - Throws: `ConfigurationError` with all mistakes at once.
    package static func load(
        path: String, environment: [String: String]
    ) throws(ConfigurationError) -> Configuration {
        let text: String
        do {
            text = try TextFile.text(of: path)
        } catch {
            let reason =
                error is NotUTF8
                ? NotUTF8.advice : FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist"
            throw ConfigurationError(path: path, mistakes: [.init(line: nil, message: "the file \(reason)")])
        }
        let whole: [String: String]
        do throws(SealError) {
            whole = try SealedSecrets.environment(beside: path, environment)
        } catch {
            throw ConfigurationError(path: path, mistakes: [.init(line: nil, message: "\(error)")])
        }
        var configuration = try read(text, path: path, environment: whole)
        configuration.mappingFiles = configuration.mappingFiles.map { beside(path, $0) }
        configuration.monitor.usersFile = configuration.monitor.usersFile.map { beside(path, $0) }
        configuration.listen.certificateFile = configuration.listen.certificateFile.map { beside(path, $0) }
        configuration.listen.keyFile = configuration.listen.keyFile.map { beside(path, $0) }
        if let file = configuration.signOn.accountsFile {
            configuration.signOn.accountsFile = beside(path, file)
            try configuration.signOn.readAccounts(beside(path, file))
        }
        return configuration
    }

    /// Reads YAML text as the file `path`. File names stay as they are written.
    package static func read(
        _ text: String, path: String, environment: [String: String]
    ) throws(ConfigurationError) -> Configuration {
        let mistakes = MistakeList(environment: environment)
        var configuration = Configuration()
        do {
            var root = SettingsSection(try Yams.compose(yaml: text), name: "", mistakes: mistakes)
            configuration.take(from: &root, environment: environment, mistakes)
            root.finish()
            configuration.override(with: environment)
            configuration.checkWhole(mistakes)
        } catch let error as YamlError {
            if let line = error.placedLine, let slip = YAMLSlip(near: line, in: text) {
                mistakes.add(slip.line, "this is not YAML: \(slip.advice)")
            } else {
                mistakes.add(error.line, "this is not YAML: \(error.problem(mistakes.shown))")
            }
        } catch {
            mistakes.add(nil, "this is not YAML: \(error)")
        }
        guard mistakes.mistakes.isEmpty else {
            let sorted = mistakes.mistakes.enumerated().sorted {
                ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset)
            }
            throw ConfigurationError(path: path, mistakes: sorted.map(\.element))
        }
        return configuration
    }

    mutating func take(
        from root: inout SettingsSection, environment: [String: String], _ mistakes: MistakeList
    ) {
        var section = root.section("dingtalk")
        dingTalk.take(from: &section)
        section = root.section("kingdee")
        kingdee.take(from: &section)
        section = root.section("listen")
        section.read("host", into: &listen.host)
        section.read("port", into: &listen.port, in: 0...65_535)
        section.read("plain", into: &listen.isPlain)
        section.read("connections", into: &listen.connections, in: 16...65_536)
        var certificate = section.section("tls")
        listen.certificateFile = certificate.text("certificateFile")
        listen.keyFile = certificate.text("keyFile")
        certificate.finish()
        section.finish()
        section = root.section("store")
        takeStore(from: &section, environment: environment, mistakes: mistakes)
        root.readList("mapping", into: &mappingFiles)
        section = root.section("delivery")
        delivery.take(from: &section)
        section = root.section("catchUp")
        catchUp.take(from: &section)
        section = root.section("organisation")
        organisation.take(from: &section)
        root.readList("personalFields", into: &personalFields)
        section = root.section("audit")
        audit.take(from: &section)
        section = root.section("signOn")
        signOn.take(from: &section)
        section = root.section("tls")
        caFile = section.text("caFile")
        section.finish()
        section = root.section("monitor")
        section.read("token", into: &monitorToken)
        monitor.take(from: &section)
        section.finish()
        stockAlert = StockAlertSettings(in: &root)
        attendance = AttendanceSettings(in: &root)
        attachments = AttachmentSettings(in: &root)
        yida = YidaSettings(in: &root)
        alerts = AlertSettings(in: &root)
    }

    private static func beside(_ path: String, _ file: String) -> String {
        guard !file.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return file }
        return "\(path[...slash])\(file)"
    }
}

extension Configuration.DingTalk {
    fileprivate mutating func take(from section: inout SettingsSection) {
        section.readURL("apiURL", into: &apiURL)
        section.readURL("oapiURL", into: &oapiURL)
        section.read("appKey", into: &appKey)
        section.read("appSecret", into: &appSecret)
        section.read("mode", into: &mode)
        section.read("callbackToken", into: &callbackToken)
        section.read("aesKey", into: &aesKey)
        section.read("ownerKey", into: &ownerKey)
        section.readList("processCodes", into: &processCodes)
        commentUser = section.text("commentUser")
        if section.has("agentID") {
            var number = 0
            section.read("agentID", into: &number, in: 1...Int.max)
            agentID = number > 0 ? number : nil
        }
        section.read("callTimeout", into: &callTimeout, in: .milliseconds(100) ... .seconds(120))
        section.read("callbackWindow", into: &callbackWindow, in: .seconds(60) ... .seconds(7 * 86_400))
        section.finish()
    }
}

extension Configuration.Kingdee {
    fileprivate mutating func take(from section: inout SettingsSection) {
        section.readURL("url", into: &url)
        section.read("acctID", into: &acctID)
        section.read("userName", into: &userName)
        section.read("authentication", into: &authentication)
        section.read("appID", into: &appID)
        section.read("appSecret", into: &appSecret)
        section.read("password", into: &password)
        section.read("lcid", into: &lcid, in: 1...65_535)
        section.read("orgNumber", into: &orgNumber)
        section.finish()
    }
}

extension Configuration.Delivery {
    fileprivate mutating func take(from section: inout SettingsSection) {
        section.read("attempts", into: &attempts, in: 1...10)
        section.read("callTimeout", into: &callTimeout, in: .milliseconds(100) ... .seconds(600))
        section.read("workers", into: &workers, in: 1...256)
        section.read("batch", into: &batch, in: 1...100)
        section.read("settle", into: &settle, in: .zero ... .seconds(3600))
        section.read("backoffBase", into: &backoff.base, in: .milliseconds(1) ... .seconds(60))
        section.read("backoffCap", into: &backoff.cap, in: .milliseconds(1) ... .seconds(3600))
        section.read("numberEnforced", into: &numberEnforced)
        section.read("numberHonoured", into: &numberHonoured)
        section.read("onRevoke", into: &onRevoke)
        section.read("drain", into: &drain, in: .zero ... .seconds(600))
        section.finish()
    }
}

extension CatchUpSettings {
    fileprivate mutating func take(from section: inout SettingsSection) {
        section.read("every", into: &every, in: .milliseconds(100) ... .seconds(86_400))
        section.read("lookback", into: &lookback, in: .zero ... .seconds(364 * 86_400))
        section.read("overlap", into: &overlap, in: .zero ... .seconds(86_400))
        section.read("margin", into: &margin, in: .zero ... .seconds(600))
        section.read("revokedEvery", into: &revokedEvery, in: .milliseconds(100) ... .seconds(30 * 86_400))
        section.read("goneEvery", into: &goneEvery, in: .milliseconds(100) ... .seconds(30 * 86_400))
        section.read("revokedWithin", into: &revokedWithin, in: .seconds(60) ... .seconds(364 * 86_400))
        section.read("keepEvents", into: &keepEvents, in: .seconds(3600) ... .seconds(3650 * 86_400))
        section.finish()
    }
}

extension AuditSettings {
    fileprivate mutating func take(from section: inout SettingsSection) {
        section.read("keep", into: &keep, in: .seconds(86_400) ... .seconds(3650 * 86_400))
        switch section.text("archive") {
        case nil: break
        case "none"?: archive = .nowhere
        case let folder?: archive = .folder(folder)
        }
        section.finish()
    }
}

extension YamlError {
    /// The line where the text stopped being YAML; nil for other mistakes.
    fileprivate var placedLine: Int? {
        if case .duplicatedKeysInMapping = self { nil } else { line }
    }

    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    fileprivate func problem(_ shown: ShownText) -> String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let keys, _):
            "a key occurs twice: \(keys.map { shown.key("\($0)") }.joined(separator: ", "))"
        default: "\(self)"
        }
    }
}
