/// DingTalk's error codes and texts, as far as the reference shows them verbatim (「全局错误码」, observed replies).
/// Texts without a capture are the platform's wording of the code's meaning.
extension DingTalkRefusal {
    // Gateway

    static let tokenInvalid = DingTalkRefusal.gateway("40014", "不合法的access_token")
    static let tokenExpired = DingTalkRefusal.gateway("42001", "access_token超时")
    static let tokenBlank = DingTalkRefusal.gateway("40000", "access_token is blank")
    static let tokenMissingOnRoot = DingTalkRefusal.gateway("41001", "缺少access_token参数")
    static let needsGet = DingTalkRefusal.business(43001, "需要GET请求")
    static let needsPost = DingTalkRefusal.business(43002, "需要POST请求")
    static let needsJSON = DingTalkRefusal.business(43009, "post参数需要json类型")
    static let busy = DingTalkRefusal.business(-1, "系统繁忙")
    static let modernTokenInvalid = DingTalkRefusal.modern(
        status: 400, code: "InvalidAuthentication", message: "不合法的access_token")
    static let modernTokenMissing = DingTalkRefusal.modern(
        status: 400, code: "AuthenticationFailed.MissingParameter", message: "缺少参数：x-acs-dingtalk-access-token")
    static let modernNeedsJSON = DingTalkRefusal.modern(
        status: 400, code: "invalidParameter", message: "请求体不是合法的JSON")
    static let systemError = DingTalkRefusal.modern(status: 500, code: "systemError", message: "系统错误")
    static let unknownError = DingTalkRefusal.modern(status: 500, code: "unknownError", message: "未知错误")

    /// A permission that the application was not granted: 60011 with a link to apply (observed), or 403 with the scopes.
    static func scopeMissing(_ scope: String, appKey: String, family: APIFamily) -> DingTalkRefusal {
        guard family == .modern else {
            return .gateway(
                "60011",
                "应用尚未开通所需的权限：[\(scope)]，点击链接申请并开通即可："
                    + "https://open-dev.dingtalk.com/appscope/apply?content=\(appKey)%23\(scope), "
                    + "{requiredScopes=[\(scope)]}")
        }
        return .modern(
            status: 403, code: "Forbidden.AccessDenied.AccessTokenPermissionDenied",
            message: "应用尚未开通所需的权限：[\(scope)]", scopes: [scope])
    }

    // Tokens

    static let keyMissing = DingTalkRefusal.business(40035, "缺少参数 corpid or appkey")
    static let appSecretWrong = DingTalkRefusal.business(40096, "不合法的appKey或appSecret")
    static let corpSecretWrong = DingTalkRefusal.business(40089, "不合法的corpid或corpsecret")
    static let clientSecretWrong = DingTalkRefusal.modern(
        status: 400, code: "invalidClientIdOrSecret", message: "无效的clientId或者clientSecret")
    static let clientWrong = DingTalkRefusal.modern(status: 400, code: "invalid.client", message: "无效的client")
    static let grantTypeWrong = DingTalkRefusal.modern(
        status: 400, code: "unsupported.grant.type", message: "不支持的grant_type")

    // Contacts

    static let userUnknown = DingTalkRefusal.business(60121, "找不到该用户")
    static let userIDUnknown = DingTalkRefusal.business(33012, "无效的USERID")
    static let mobileInvalid = DingTalkRefusal.business(40104, "不合法的手机号码")
    static let departmentUnknown = DingTalkRefusal.business(60003, "部门不存在")
    static let departmentInvalid = DingTalkRefusal.business(40009, "不合法的部门id")
    static let cursorInvalid = DingTalkRefusal.business(40068, "不合法的偏移量")
    static let sizeInvalid = DingTalkRefusal.business(40069, "不合法的分页大小")

    // Approvals

    static let instanceUnknown = DingTalkRefusal.business(820004, "流程不存在")
    static let instanceStateWrong = DingTalkRefusal.business(820005, "流程实例状态错误")
    static let instanceNotExecutable = DingTalkRefusal.business(820006, "审批任务不能执行")
    static let startFailed = DingTalkRefusal.business(820_001, "发起审批实例失败")
    static let templateUnknown = DingTalkRefusal.business(830001, "流程模板不存在")
    static let spanTooLong = DingTalkRefusal.business(850012, "查询时间跨度不能超过31天")
    static let modernInstanceUnknown = DingTalkRefusal.modern(
        status: 400, code: "processInstanceNotExist", message: "审批实例不存在")
    static let modernFlowUnknown = DingTalkRefusal.modern(
        status: 400, code: "aflowProcessInstNotExist", message: "审批实例不存在")
    static let modernFlowStateWrong = DingTalkRefusal.modern(
        status: 400, code: "aflowProcessInstStatusException", message: "审批实例状态异常")
    static let modernFlowNotExecutable = DingTalkRefusal.modern(
        status: 400, code: "aflowProcessInstCanNotBeExecuted", message: "审批实例不能执行")
    static let modernTaskUnknown = DingTalkRefusal.modern(
        status: 400, code: "invalidInstanceExecuteTaskId", message: "无效的任务ID")
    static let modernUserUnknown = DingTalkRefusal.modern(status: 400, code: "userNotExist", message: "用户不存在")
    static let modernTemplateUnknown = DingTalkRefusal.modern(
        status: 400, code: "processCodeError", message: "获取审批模板失败或者模板已被删除")
    static let modernStartInvalid = DingTalkRefusal.modern(
        status: 400, code: "processInstanceInvalidParameter",
        message: "审批实例参数错误，具体可能为:发起人、审批人、抄送人的userid错误，发起部门id错误，发起人不在发起部门中")
    static let modernAgentInvalid = DingTalkRefusal.modern(
        status: 400, code: "invalidAgentId", message: "无效的微应用ID")
    static let modernUserMissing = DingTalkRefusal.modern(
        status: 400, code: "invalidUserId", message: "用户userId为空")
    static let modernFileForbidden = DingTalkRefusal.modern(
        status: 400, code: "noPermission", message: "无权访问")

    // Callbacks

    static let callbackExists = DingTalkRefusal.business(71006, "回调地址已经存在")
    static let callbackUnknown = DingTalkRefusal.business(71007, "回调地址不存在")
    static let callbackTagWrong = DingTalkRefusal.business(71008, "回调call_back_tag必须在指定的call_back_tag列表中")
    static let callbackReplyWrong = DingTalkRefusal.business(71009, "返回文本非success")
    static let callbackBodyWrong = DingTalkRefusal.business(71010, "POST的JSON数据不包含所需要的参数字段或包含的参数格式非法")
    static let callbackURLWrong = DingTalkRefusal.business(71011, "传入的url参数不是合法的url格式")

    /// 71012: the callback URL could not be reached, and why.
    static func callbackUnreachable(_ reason: String) -> DingTalkRefusal {
        .business(71012, "url地址访问异常,错误原因为:\(reason)")
    }

    // Messages

    static let agentWrong = DingTalkRefusal.business(40056, "不合法的agentid")

    /// 400 of the new family with a code whose text the pages do not show.
    static func modernInvalid(_ code: String, _ message: String) -> DingTalkRefusal {
        .modern(status: 400, code: code, message: message)
    }
}
