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
    static let backendTimeout = DingTalkRefusal.backend("isp.top-remote-connection-timeout", "服务超时")
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

    static let clientUnauthorized = DingTalkRefusal.modern(
        status: 401, code: "unauthorized.client", message: "未授权的client")
    static let authCodeUnknown = DingTalkRefusal.modern(
        status: 400, code: "invalidParameter.authCode.notFound", message: "不合法的临时授权码")
    static let refreshTokenUnknown = DingTalkRefusal.modern(
        status: 400, code: "invalidParameter.refreshToken.notFound", message: "不合法的refreshToken")
    static let userTokenExpired = DingTalkRefusal.modern(
        status: 400, code: "accesstoken.expired", message: "access_token已过期")
    static let tokenOfAPerson = DingTalkRefusal.modern(
        status: 403, code: "Forbidden.AccessDenied.AccessTokenPermissionDenied", message: "该接口需要使用应用的access_token")
    static let loginCodeMissing = DingTalkRefusal.business(41026, "缺少code参数")
    static let loginCodeUnknown = DingTalkRefusal.business(40078, "不存在的临时授权码")
    static let loginNotAuthorized = DingTalkRefusal.business(40079, "不存在的授权信息")

    // Contacts

    static let modernUserNotFound = DingTalkRefusal.modern(
        status: 404, code: "invalidParameter.user.notFound", message: "用户不存在")
    static let userOutsideScope = DingTalkRefusal.business(50002, "请求的员工userid不在授权范围内")
    static let departmentOutsideScope = DingTalkRefusal.business(50004, "请求的部门id不在授权范围内")
    static let invitationSent = DingTalkRefusal.business(40103, "已发送邀请，等待对方同意")
    static let ownedByHR = DingTalkRefusal.business(12150, "职位和部门由智能人事管理，不能修改")
    static let userIDExists = DingTalkRefusal.business(60102, "UserID在公司中已存在")
    static let newMobileInvalid = DingTalkRefusal.business(60103, "手机号码不合法")
    static let mobileExists = DingTalkRefusal.business(60104, "手机号码在公司中已存在")
    static let emailExists = DingTalkRefusal.business(60106, "邮箱已存在")
    static let mobileMismatch = DingTalkRefusal.business(40022, "企业中的手机号码和登录钉钉的手机号码不一致")
    static let userListInvalid = DingTalkRefusal.business(40031, "不合法的UserID列表")
    static let departmentNameInvalid = DingTalkRefusal.business(60001, "部门名称不合法")
    static let parentUnknown = DingTalkRefusal.business(60004, "父部门不存在")
    static let departmentHasMembers = DingTalkRefusal.business(60005, "不允许删除有成员的部门")
    static let departmentHasChildren = DingTalkRefusal.business(60006, "不允许删除有子部门的部门")
    static let rootNotDeletable = DingTalkRefusal.business(60007, "不允许删除根部门")
    static let departmentCircle = DingTalkRefusal.business(60010, "部门存在循环关系")
    static let rootNotChangeable = DingTalkRefusal.business(60018, "不允许修改根部门")
    static let departmentNameTaken = DingTalkRefusal.business(60021, "同一父部门下该部门名称已存在")

    /// 400002 of the old family: an argument out of its bounds.
    static func outOfBounds(_ name: String) -> DingTalkRefusal { .business(400002, "参数错误：\(name)") }

    // Attendance

    static let attendanceSpanTooLong = DingTalkRefusal.business(41041, "查询时间跨度不能超过7天")
    static let timeFormatWrong = DingTalkRefusal.business(41100, "时间格式错误")

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

    static let callbackForbidden = DingTalkRefusal.business(71013, "不允许使用该url地址")

    /// 71012: the callback URL could not be reached, and why.
    static func callbackUnreachable(_ reason: String) -> DingTalkRefusal {
        .business(71012, "url地址访问异常,错误原因为:\(reason)")
    }

    // Messages

    static let agentWrong = DingTalkRefusal.business(40056, "不合法的agentid")
    static let mediaTypeWrong = DingTalkRefusal.business(40004, "不合法的媒体文件类型")
    static let fileTypeWrong = DingTalkRefusal.business(40005, "不合法的文件类型")
    static let fileSizeWrong = DingTalkRefusal.business(40006, "不合法的文件大小")
    static let mediaIDWrong = DingTalkRefusal.business(40007, "不合法的media_id")
    static let mediaMissing = DingTalkRefusal.business(41005, "缺少多媒体文件数据")
    static let messageTypeWrong = DingTalkRefusal.business(40008, "不合法的msgtype类型")
    static let messageIncomplete = DingTalkRefusal.business(34014, "会话消息的json结构无效或不完整")
    static let messageTooLong = DingTalkRefusal.business(34016, "消息内容长度超过限制")
    static let messageTaskUnknown = DingTalkRefusal.business(400002, "无效的参数 msg_task_id")

    // Robots

    static let contentTypeWrong = DingTalkRefusal.business(43004, "无效的HTTP HEADER Content-Type")
    static let robotTokenUnknown = DingTalkRefusal.business(300005, "token is not exist")
    static let robotTokenInvalid = DingTalkRefusal.business(400101, "access_token不存在")
    static let robotStopped = DingTalkRefusal.business(400102, "机器人已停用")
    static let robotTypeWrong = DingTalkRefusal.business(400105, "不支持的消息类型")
    static let robotRemoved = DingTalkRefusal.business(400106, "机器人不存在")
    static let groupDissolved = DingTalkRefusal.business(400013, "群已被解散")
    static let robotTooFast = DingTalkRefusal.business(410100, "发送速度太快而限流")
    static let robotTooFastObserved = DingTalkRefusal.business(660026, "sending too many messages per minute")
    static let robotWordsForbidden = DingTalkRefusal.business(430102, "含有不合适的文本")
    static let appRobotUnknown = DingTalkRefusal.modernInvalid("robotNotExist", "机器人不存在")

    /// 400 of the new family with a code whose text the pages do not show.
    static func modernInvalid(_ code: String, _ message: String) -> DingTalkRefusal {
        .modern(status: 400, code: code, message: message)
    }
}
