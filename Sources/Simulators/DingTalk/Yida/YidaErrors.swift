/// Yida's error codes and texts (「新增表单实例」, its table of errors); each text ends in what it is about.
extension DingTalkRefusal {
    static func yida(_ code: String, _ text: String, _ subject: String) -> DingTalkRefusal {
        .modern(status: 400, code: code, message: "\(text):\(subject)")
    }

    static func yidaParameter(_ name: String) -> DingTalkRefusal {
        .yida("invalidParameter.validation.parameterValidationFailed", "参数校验失败", name)
    }

    static func yidaFormat(_ name: String) -> DingTalkRefusal {
        .yida("invalidParameter.methodInputs.invalidFormat", "数据格式错误", name)
    }

    static func yidaAppUnknown(_ app: String) -> DingTalkRefusal {
        .yida("applicationNotExist.application.applicationNotExits", "应用不存在", app)
    }

    static func yidaTokenWrong(_ app: String) -> DingTalkRefusal {
        .yida("invalidParameter.parameter.accessKeyNotMatch", "应用密钥不匹配", app)
    }

    static func yidaUserUnknown(_ user: String) -> DingTalkRefusal {
        .yida("failure.user.userNotExist", "用户不存在", user)
    }

    static func yidaFormUnknown(_ form: String) -> DingTalkRefusal {
        .yida("invalidParameter.parameter.incorrectFormUuid", "指定的表单id有误", form)
    }

    static func yidaForbidden(_ user: String) -> DingTalkRefusal {
        .yida("noPermission.permission.deny", "没有权限", user)
    }

    static func yidaDataUnknown(_ id: String) -> DingTalkRefusal {
        .yida("invalidState.form.dataDoesNotExistOrIsDeleted", "数据不存在或已删除", id)
    }

    static func yidaStatusChanged(_ id: String) -> DingTalkRefusal {
        .yida("invalidState.instance.instanceStatusHasChanged", "实例状态已变更，请刷新当前页面", id)
    }

    static func yidaFormInvalid(_ field: String) -> DingTalkRefusal {
        .yida("invalidState.form.invalidFormData", "表单校验失败", field)
    }

    static func yidaTooFast(_ app: String) -> DingTalkRefusal {
        .yida("failure.operation.requestTooFast", "请求过于频繁，请稍后重试", app)
    }

    static func yidaTooMany(_ name: String) -> DingTalkRefusal {
        .yida("invalidParameter.number.exceed", "数字超过限制", name)
    }
}
