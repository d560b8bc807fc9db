extension Configuration {
    /// Takes the secrets, and the app key, that the environment holds.
    mutating func override(with environment: [String: String]) {
        func secret(_ name: String) -> Secret? {
            environment[name].flatMap { $0.isEmpty ? nil : Secret($0) }
        }
        dingTalk.appKey = environment["REHEARSAL_DINGTALK_APP_KEY"] ?? dingTalk.appKey
        dingTalk.appSecret = secret("REHEARSAL_DINGTALK_APP_SECRET") ?? dingTalk.appSecret
        dingTalk.callbackToken = secret("REHEARSAL_DINGTALK_CALLBACK_TOKEN") ?? dingTalk.callbackToken
        dingTalk.aesKey = secret("REHEARSAL_DINGTALK_AES_KEY") ?? dingTalk.aesKey
        kingdee.password = secret("REHEARSAL_KINGDEE_PASSWORD") ?? kingdee.password
        kingdee.appSecret = secret("REHEARSAL_KINGDEE_APP_SECRET") ?? kingdee.appSecret
        monitorToken = secret("REHEARSAL_MONITOR_TOKEN") ?? monitorToken
        if let hook = secret("REHEARSAL_STOCK_HOOK_SECRET") { stockAlert?.hookSecret = hook }
        yida?.override(with: secret)
        if let token = secret("REHEARSAL_ALERT_ROBOT_TOKEN") { alerts?.robot?.token = token }
        if let key = secret("REHEARSAL_ALERT_ROBOT_SECRET") { alerts?.robot?.secret = key }
        if let key = secret("REHEARSAL_ALERT_HOOK_SECRET") { alerts?.hook?.secret = key }
        if dingTalk.ownerKey.isEmpty { dingTalk.ownerKey = dingTalk.appKey }
    }

    /// Reports what only shows when everything was read: what is missing, and what does not go together.
    func checkWhole(_ mistakes: MistakeList) {
        func need(_ value: String, _ key: String, _ remedy: String) {
            if value.isEmpty { mistakes.add(nil, "\(key) is missing; \(remedy)") }
        }
        func need(_ secret: Secret, _ key: String, _ variable: String) {
            need(secret.value, key, "set the environment variable \(variable)")
        }
        need(dingTalk.appKey, "dingtalk.appKey", "write the app key, or set REHEARSAL_DINGTALK_APP_KEY")
        need(dingTalk.appSecret, "dingtalk.appSecret", "REHEARSAL_DINGTALK_APP_SECRET")
        if dingTalk.mode == .callback {
            need(dingTalk.callbackToken, "dingtalk.callbackToken", "REHEARSAL_DINGTALK_CALLBACK_TOKEN")
            need(dingTalk.aesKey, "dingtalk.aesKey", "REHEARSAL_DINGTALK_AES_KEY")
        }
        need(kingdee.url, "kingdee.url", "write the product's address, such as https://tenant.ik3cloud.com/k3cloud/")
        need(kingdee.acctID, "kingdee.acctID", "write the data centre's id")
        need(kingdee.userName, "kingdee.userName", "write the integration user's name")
        switch kingdee.authentication {
        case .password: need(kingdee.password, "kingdee.password", "REHEARSAL_KINGDEE_PASSWORD")
        case .appSecret, .signed:
            need(kingdee.appID, "kingdee.appID", "write the third-party application's id")
            need(kingdee.appSecret, "kingdee.appSecret", "REHEARSAL_KINGDEE_APP_SECRET")
        }
        if !organisation.isOn, organisation != DirectorySettings() {
            mistakes.add(nil, "organisation.number is missing; write Kingdee's organisation, such as number: \"100\"")
        }
        yida?.check(mistakes)
        if signOn.isOn { signOn.check(self, mistakes) }
        if mappingFiles.isEmpty, !worksWithoutDocuments {
            mistakes.add(nil, "mapping is missing; write for example mapping: [expense.yaml]")
        }
        if delivery.backoff.base > delivery.backoff.cap {
            mistakes.add(nil, "delivery.backoffBase is larger than delivery.backoffCap")
        }
        if let robot = alerts?.robot {
            need(robot.token, "alerts.robot.token", "REHEARSAL_ALERT_ROBOT_TOKEN to the web hook's access_token")
        }
        if let hook = alerts?.hook {
            need(hook.secret, "alerts.hook.secret", "REHEARSAL_ALERT_HOOK_SECRET")
            if let problem = hook.problem { mistakes.add(nil, problem) }
        }
        if stockAlert != nil, dingTalk.agentID == nil {
            mistakes.add(
                nil, "dingtalk.agentID is missing; write the agent_id of the application that sends stock alerts")
        }
        let isLoopback = ["127.0.0.1", "::1", "localhost"].contains(listen.host)
        if (listen.certificateFile == nil) != (listen.keyFile == nil) {
            mistakes.add(nil, "listen.tls needs both certificateFile and keyFile, two PEM files")
        }
        if !isLoopback, listen.certificateFile == nil, !listen.isPlain {
            mistakes.add(
                nil,
                "listen.host \(listen.host) is open to others without TLS; write listen.tls with certificateFile and "
                    + "keyFile, or listen.plain: true when a proxy in front of it ends TLS")
        }
        // Nobody is slowed down who tries tokens, so that nobody can lock out the programs that have the right one.
        if (1...15).contains(monitorToken.value.count) {
            mistakes.add(
                nil,
                "monitor.token has \(monitorToken.value.count) characters, which can be guessed; take 16 or more, such as "
                    + "the output of 'openssl rand -hex 16'")
        }
        if !isLoopback, monitorToken.value.isEmpty, monitor.usersFile == nil {
            mistakes.add(
                nil,
                "monitor.token is missing, but listen.host \(listen.host) is open to others; set REHEARSAL_MONITOR_TOKEN, "
                    + "or name a file under monitor.users"
            )
        }
    }
}
