/// The table of reasons, row by row as in the reference (rate limits and faults; row 38 is the receiver's side).
extension RefusalReason {
    static let all = throttling + authentication + absence + parameters + outages

    /// Rows 1 to 9.
    private static let throttling =
        [
            RefusalReason("throttled", "90018", "QpsLimitForAppkeyAndApi", oldIn: appThrottled) { _ in
                forbidden("QpsLimitForAppkeyAndApi", "您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了")
            },
            RefusalReason("QpmLimitForAppkeyAndApi", oldIn: appThrottled) { _ in
                forbidden("QpmLimitForAppkeyAndApi", "您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了")
            },
            RefusalReason("90002", "QpsLimitForApi", oldIn: apiThrottled) { _ in
                forbidden("QpsLimitForApi", "当前所有钉钉应用调用该接口次数过多，超出了该接口承受的最大qps，请求被暂时限制了")
            },
        ]
        + [
            "90001", "90003", "90004", "90005", "90006", "90007", "90008", "90009", "90010", "90011", "90012",
            "90013", "90014", "90017",
        ].map(ban) + [
            RefusalReason(
                "90020", "ApiCountLimitForOrg", old: .gateway("90020", "当前企业调用接口次数超过了每月限额"),
                modern: forbidden("ApiCountLimitForOrg", "当前企业调用接口次数超过了每月限额")),
            RefusalReason("ipban", old: .addressBanned, modern: .addressBanned),
            RefusalReason("ipban-page", old: .addressBannedPage, modern: .addressBannedPage),
            busy("systemBusy", status: 429), busy("system.busy", status: 429), busy("qps.exceed.limit", status: 400),
            busy("request.overlimit", status: 400), busy("oaplus.query.limit", status: 400),
            busy("failure.operation.requestTooFast", status: 400), busy("system.freq.limit", status: 500),
        ]

    /// Rows 10 to 22, 37 and 39.
    private static let authentication = [
        RefusalReason("40014", "InvalidAuthentication", old: .tokenInvalid, modern: .modernTokenInvalid),
        RefusalReason("42001", old: .tokenExpired, modern: .modernTokenInvalid),
        RefusalReason(
            "40000", "AuthenticationFailed.MissingParameter", old: .tokenBlank, modern: .modernTokenMissing),
        RefusalReason("41001", old: .tokenMissingOnRoot, modern: .modernTokenMissing),
        RefusalReason(
            "accesstoken.expired", old: .tokenExpired, modern: .modernInvalid("accesstoken.expired", "用户授权token已过期")),
        RefusalReason("40096", "invalidClientIdOrSecret", old: .appSecretWrong, modern: .clientSecretWrong),
        RefusalReason("40089", old: .corpSecretWrong, modern: .clientSecretWrong),
        RefusalReason(
            "40001", old: .business(40001, "获取access_token时Secret错误，或者access_token无效"),
            modern: .clientSecretWrong),
        RefusalReason("60011", "AccessTokenPermissionDenied", oldIn: scopeMissing, modernIn: modernScopeMissing),
        RefusalReason("60020", "IpNotInWhiteList", oldIn: addressRefused) { _ in
            forbidden("IpNotInWhiteList", "请求的IP不在白名单内")
        },
        RefusalReason(
            "50002", old: .business(50002, "请求的员工userid不在授权范围内"),
            modern: .modernInvalid("userNotExist", "请求的员工userid不在授权范围内")),
        RefusalReason(
            "50004", old: .business(50004, "请求的部门id不在授权范围内"),
            modern: .modernInvalid("invalidParameter", "请求的部门id不在授权范围内")),
        RefusalReason(
            "40078", old: .business(40078, "不存在的临时授权码"),
            modern: .modernInvalid("invalidParameter.authCode.notFound", "不存在的临时授权码")),
        RefusalReason(
            "310000", old: .business(310000, "sign not match"), modern: .modernInvalid("invalidParameter", "签名不匹配")),
        RefusalReason("410100", old: .robotTooFast, modern: throttledService("qps.exceed.limit", status: 400)),
        RefusalReason("660026", old: .robotTooFastObserved, modern: throttledService("qps.exceed.limit", status: 400)),
    ]

    /// Rows 23 to 28.
    private static let absence =
        [
            RefusalReason("60121", "userNotExist", old: .userUnknown, modern: .modernUserUnknown),
            RefusalReason("33012", old: .userIDUnknown, modern: .modernUserUnknown),
            RefusalReason(
                "staff.not.found", old: .userUnknown,
                modern: .modern(status: 404, code: "staff.not.found", message: "员工不存在")),
            RefusalReason(
                "invalidParameter.user.notFound", old: .userUnknown,
                modern: .modernInvalid("invalidParameter.user.notFound", "用户不存在")),
            RefusalReason("60003", old: .departmentUnknown, modern: .modernInvalid("deptNotExist", "部门不存在")),
            RefusalReason("40009", old: .departmentInvalid, modern: .modernInvalid("deptNotExist", "部门不存在")),
            RefusalReason(
                "820004", "processInstanceNotExist", old: .instanceUnknown, modern: .modernInstanceUnknown),
            RefusalReason("aflowProcessInstNotExist", old: .instanceUnknown, modern: .modernFlowUnknown),
            RefusalReason(
                "processInstanceIdError", old: .instanceUnknown,
                modern: .modernInvalid("processInstanceIdError", "审批实例ID错误")),
            RefusalReason("830001", "processCodeError", old: .templateUnknown, modern: .modernTemplateUnknown),
            RefusalReason(
                "810007", old: .business(810007, "流程模板不存在"),
                modern: .modernInvalid("invalidProcessCode", "无效的流程编码")),
            RefusalReason(
                "810008", "invalidProcessCode", old: .business(810008, "流程模板不可用"),
                modern: .modernInvalid("invalidProcessCode", "无效的流程编码")),
            RefusalReason(
                "820005", "aflowProcessInstStatusException", old: .instanceStateWrong, modern: .modernFlowStateWrong),
            RefusalReason(
                "820006", "aflowProcessInstCanNotBeExecuted", old: .instanceNotExecutable,
                modern: .modernFlowNotExecutable),
        ]

    /// Rows 34 to 36, and the codes of registering a callback.
    private static let parameters =
        [
            parameter(40035, "不合法的参数"), parameter(400002, "无效的参数"), parameter(40068, "不合法的偏移量"),
            parameter(40069, "不合法的分页大小"), parameter(41100, "时间参数不合法"), parameter(43001, "需要GET请求"),
            parameter(43002, "需要POST请求"), parameter(43004, "无效的HTTP HEADER Content-Type"),
            parameter(43009, "post参数需要json类型"), parameter(71006, "回调地址已经存在"),
            parameter(71007, "回调地址不存在"), parameter(71008, "回调call_back_tag必须在指定的call_back_tag列表中"),
            parameter(71009, "返回文本非success"), parameter(71010, "POST的JSON数据不包含所需要的参数字段或包含的参数格式非法"),
            parameter(71011, "传入的url参数不是合法的url格式"), parameter(71012, "url地址访问异常"),
            parameter(71013, "不允许使用该url地址"),
        ] + [400050, 400051, 400052, 400053, 400054].map { parameter($0, "回调地址校验失败") }
        + ["invalidParameter", "illegalComponent", "formConverterError"].map { code in
            RefusalReason(code, old: .business(40035, "不合法的参数"), modern: .modernInvalid(code, "参数错误"))
        } + [
            RefusalReason(
                "22", oldIn: { .unknownName("dingtalk.oapi.\(dotted($0))") }, modernIn: { _ in .unknownPath }),
            RefusalReason("404", old: .unknownPath, modern: .unknownPath),
        ]

    /// Rows 29 to 33.
    private static let outages =
        [
            RefusalReason("-1", "systemError", old: .busy, modern: .systemError),
            RefusalReason(
                "15", "isp.top-remote-connection-timeout", old: .backendTimeout, modern: .page(status: 504)),
            RefusalReason("isp.-1", "unknownError", old: .backend("isp.-1", "服务不可用"), modern: .unknownError),
            RefusalReason("88", old: .gatewayTimeout, modern: .page(status: 504)),
        ]
        + ["server.error", "unclassifiedError"].map { code in
            RefusalReason(code, old: .busy, modern: .modern(status: 500, code: code, message: "服务端错误"))
        }
        + [502, 503, 504].map { status in
            RefusalReason(String(status), old: .page(status: status), modern: .page(status: status))
        }

    private static func parameter(_ code: Int, _ text: String) -> RefusalReason {
        RefusalReason(
            String(code), old: .business(code, text), modern: .modernInvalid("invalidParameter", text))
    }

    private static func busy(_ code: String, status: Int) -> RefusalReason {
        RefusalReason(code, old: .busy, modern: throttledService(code, status: status))
    }

    private static func throttledService(_ code: String, status: Int) -> DingTalkRefusal {
        .modern(status: status, code: code, message: status == 429 ? "系统繁忙" : "请求过于频繁")
    }

    private static func ban(_ code: String) -> RefusalReason {
        RefusalReason(
            code, old: .gateway(code, "请求次数过多，请求被暂时禁用了"),
            modern: forbidden("QpsLimitForAppkeyAndApi", "您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了"))
    }
}
