/// The core's settings: read once at the start, checked whole, and passed down as values.
///
/// The defaults point at the real platforms. Secrets may stand in the file, but belong in the environment, which wins.
package struct Configuration: Hashable, Sendable {
    /// How to reach DingTalk, and how its events reach us.
    package struct DingTalk: Hashable, Sendable {
        /// The two ways to get events.
        package enum Mode: String, CaseIterable, Sendable {
            case callback, stream
        }

        /// The host of the new API family.
        package var apiURL = "https://api.dingtalk.com"
        /// The host of the old API family.
        package var oapiURL = "https://oapi.dingtalk.com"
        package var appKey = ""
        /// `REHEARSAL_DINGTALK_APP_SECRET`
        package var appSecret = Secret("")
        package var mode = Mode.callback
        /// The callback's token: `REHEARSAL_DINGTALK_CALLBACK_TOKEN`. Needed for callbacks only.
        package var callbackToken = Secret("")
        /// The callback's 43 characters of AES key: `REHEARSAL_DINGTALK_AES_KEY`. Needed for callbacks only.
        package var aesKey = Secret("")
        /// The owner key inside callbacks: the app key (the default), or the corp id for callbacks registered by API.
        package var ownerKey = ""
        /// The approval forms to take; empty takes those of all mappings.
        package var processCodes: [String] = []
        /// The `userid` in whose name comments are written; without one nothing is written back.
        package var commentUser: String?
        /// The application's `agent_id`, in whose name work notifications are sent; needed for those only.
        package var agentID: Int?
        /// How long one exchange may take, 100ms ... 120s.
        package var callTimeout = Duration.seconds(5)
        /// How far a callback's timestamp may be from our clock, 1m ... 7d. DingTalk tries again after 10 s and 30 s, but
        /// whether with a new timestamp is not documented: the default is generous. A replayed event does no harm anyway.
        package var callbackWindow = Duration.seconds(3600)

        package init() {}
    }

    /// How to reach Kingdee.
    package struct Kingdee: Hashable, Sendable {
        /// The three ways to log in.
        package enum Authentication: String, CaseIterable, Sendable {
            case appSecret = "app-secret"
            case password
            case signed
        }

        /// The product's address, such as `https://tenant.ik3cloud.com/k3cloud/`.
        package var url = ""
        /// The data centre (账套).
        package var acctID = ""
        package var userName = ""
        package var authentication = Authentication.appSecret
        /// Needed for `app-secret` and `signed`.
        package var appID = ""
        /// `REHEARSAL_KINGDEE_APP_SECRET`; needed for `app-secret` and `signed`.
        package var appSecret = Secret("")
        /// `REHEARSAL_KINGDEE_PASSWORD`; needed for `password`.
        package var password = Secret("")
        /// The language of messages: 2052 Chinese, 1033 English.
        package var lcid = 2052
        /// The organisation to log in to; empty takes the user's own.
        package var orgNumber = ""

        package init() {}
    }

    /// Where the core listens for callbacks, and for people.
    package struct Listen: Hashable, Sendable {
        package var host = "127.0.0.1"
        /// 0 takes a free one.
        package var port = 18_700
        /// A PEM file with the certificate chain, leaf first; with it, nothing below TLS 1.3 is answered.
        package var certificateFile: String?
        /// A PEM file with the certificate's private key.
        package var keyFile: String?
        /// Whether others may reach the port without TLS, because something in front of it ends TLS.
        package var isPlain = false
        /// How many may be connected at a time, 16 ... 65536; one address gets three quarters.
        package var connections = 768

        package init() {}
    }

    /// How documents are delivered.
    package struct Delivery: Hashable, Sendable {
        /// Attempts that could have had an effect, 1 ... 10.
        package var attempts = 3
        /// How long one exchange with Kingdee may take, 100ms ... 600s.
        package var callTimeout = Duration.seconds(10)
        /// How many documents are worked on at a time, 1 ... 256.
        package var workers = 16
        /// How many documents share a call to Kingdee where they are written at the same time, 1 ... 100; 1 sends each
        /// alone. More than `workers` never come together.
        package var batch = 1
        /// How long after a call's limit Kingdee may still carry it out, 0s ... 1h.
        package var settle = Duration.seconds(30)
        package var backoff = Backoff()
        /// Whether Kingdee refuses a bill number that exists.
        package var numberEnforced = true
        /// Whether Kingdee keeps the bill number we send.
        package var numberHonoured = true
        /// What becomes of a document whose approval is revoked; a mapping's own `on-revoke` wins.
        package var onRevoke = RevocationRule.alert
        /// How long a stop waits for documents in hand, 0s ... 10m.
        package var drain = Duration.seconds(15)

        package init() {}
    }

    package var dingTalk = DingTalk()
    package var kingdee = Kingdee()
    package var listen = Listen()
    /// The database file, unless `postgreSQL` says otherwise.
    package var storePath = "rehearsal.sqlite"
    /// The PostgreSQL database that several workers share; nil for a file of our own.
    package var postgreSQL: PostgreSQLSettings?
    /// The mapping files; relative ones belong to the configuration file's folder.
    package var mappingFiles: [String] = []
    package var delivery = Delivery()
    package var catchUp = CatchUpSettings()
    /// Off unless it names Kingdee's organisation.
    package var organisation = DirectorySettings()
    package var audit = AuditSettings()
    /// More names of personal fields: component ids, labels, document fields. Masked for viewers and auditors.
    package var personalFields: [String] = []
    package var signOn = SignOnSettings()
    /// A PEM file with the certificates to trust besides the system's.
    package var caFile: String?
    /// The bearer token of the monitor's API: `REHEARSAL_MONITOR_TOKEN`. Without it, and without a users file, everybody on
    /// this machine may look, and nobody decide.
    package var monitorToken = Secret("")
    /// Alerts about stock; nil leaves them out.
    package var stockAlert: StockAlertSettings?
    /// Alerts to operators; nil leaves them out.
    package var alerts: AlertSettings?
    /// Attendance; nil leaves it out.
    package var attendance: AttendanceSettings?
    /// How approvals' files are moved; whether they are is for the mappings to say.
    package var attachments = AttachmentSettings()
    /// Forms of Yida; nil leaves them out.
    package var yida: YidaSettings?
    package var monitor = MonitorSettings()

    package init() {}

    /// The bounds that delivery decides by.
    package var deliveryPolicy: DeliveryPolicy {
        var policy = DeliveryPolicy()
        policy.attempts = delivery.attempts
        // A call is at most a log-in, the call, another log-in, and the call again: four exchanges.
        policy.callLimit = max(delivery.callTimeout, dingTalk.callTimeout) * 4
        policy.settle = delivery.settle
        policy.numberEnforced = delivery.numberEnforced
        policy.numberHonoured = delivery.numberHonoured
        policy.backoff = delivery.backoff
        policy.onRevoke = delivery.onRevoke
        policy.uploadTimeout = attachments.callTimeout
        policy.blockBytes = attachments.blockBytes
        return policy
    }
}

extension Configuration: CustomStringConvertible {
    /// One line for the log; secrets are masked.
    package var description: String {
        """
        DingTalk \(dingTalk.apiURL) as \(dingTalk.appKey) \(dingTalk.appSecret) by \(dingTalk.mode.rawValue); \
        Kingdee \(kingdee.url) \(kingdee.acctID) as \(kingdee.userName) by \(kingdee.authentication.rawValue); \
        listening on \(listen.host):\(listen.port); store \(postgreSQL?.description ?? storePath); mappings \
        \(mappingFiles.joined(separator: ", ")); \(delivery.workers) workers; monitor token \(monitorToken)
        """
    }
}
