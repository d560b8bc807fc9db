/// How the fake server is set up: what differs between versions and tenants, and what no source tells.
///
/// Changed while the server runs by `PUT /_rehearsal/behaviour` with the members to change; see
/// `KingdeeBehaviour+Control.swift` for their names.
package struct KingdeeBehaviour: Hashable, Sendable {
    /// The hash of a log-in signature.
    package enum Hash: String, CaseIterable, Sendable {
        /// Servers before patch PT-146911 (May 2022).
        case sha1
        case sha256
    }

    /// What a query without permission comes to; both were observed.
    package enum UnpermittedQuery: String, CaseIterable, Sendable {
        case refusal
        case nothing
    }

    // Log-in

    /// Public-cloud tenants opened after 2022-11-29 refuse passwords. Default false.
    package var refusesPasswords = false
    /// What LoginBySign hashes with. Default SHA-256.
    package var signHash = Hash.sha256
    /// Whether the administrator may not log in (`MsgCode 15`). Default false.
    package var forbidsAdministrator = false
    /// How many users may have a session at once; more are refused with `MsgCode 7`. Default nil: any number.
    package var licensedUsersMax: Int?
    /// How many calls one user may make within a minute of the clock; more are refused with `MsgCode 14`. Default nil.
    package var callsPerMinuteMax: Int?
    /// How long a session lasts without being used. Default 1200.
    package var sessionIdleSeconds = 1200

    // Signed requests; the real server checks none of these (live experiments)

    /// Whether `X-Api-Signature`, the signature for the old cloud gateway, must be right too. Default false.
    package var checksGatewaySignature = false
    /// How far `x-api-timestamp` may be off. Default nil: any time is accepted.
    package var signatureWindowSeconds: Int?
    /// Whether a nonce is accepted once only. Default false.
    package var refusesRepeatedNonces = false
    /// The status of `Fail to verify thirty passport`: not 200, the value was not recorded. Default 500.
    package var wrongDataCenterStatus = 500

    // Single sign-on

    /// How far the time stamp of a link may be off; no source knows the window. Default 1800.
    package var signOnWindowSeconds = 1800
    /// Whether links signed with SHA-1 (V1 to V3) are accepted beside V4. Default true.
    package var acceptsOldSignOn = true

    // The wire

    /// Whether the flattened body `{"FormId":"X","Model":{…}}` is understood; no evidence says that a real server does.
    /// Default false.
    package var acceptsFlattenedBodies = false
    /// Whether bodies that look like markup are stopped by the interceptor. Default false.
    package var interceptsMarkup = false
    /// The content type of replies. Default `application/json; charset=utf-8`.
    package var contentType = "application/json; charset=utf-8"
    /// Whether a View that found something carries a status block instead of null. Default false.
    package var viewHasStatusBlock = false
    /// Whether status blocks carry `MsgCode`; old versions do not. Default true.
    package var sendsMessageCodes = true

    // Documents

    /// The status after CancelAssign: `D`, or `Z` as one live user says. Default `D`.
    package var statusAfterCancelAssign = DocumentStatus.toBeReviewedAgain
    /// `MsgCode` of a lock conflict: 0 as captured, or 13 as in the table of codes. Default 0.
    package var lockConflictCode = 0
    /// What a query without permission comes to. Default a refusal.
    package var unpermittedQuery = UnpermittedQuery.refusal
    /// The largest attachment in bytes; a block that makes it larger is refused. A parameter of the system's, whose value and
    /// words no source tells. Default nil: any size.
    package var attachmentBytesMax: Int?
    /// The forms that have a workflow: Submit starts an instance of it. Default none.
    package var workflowForms: Set<String> = []

    package init() {}
}
