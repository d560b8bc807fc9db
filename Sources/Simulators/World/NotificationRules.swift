/// How the platform sends work notifications (「发送工作通知」). The defaults are the documented figures.
package struct NotificationRules: Hashable, Sendable {
    /// How long a task takes from its call to 100 %; zero means that it is done at once. The platform names no figure.
    package var duration = Duration.zero
    /// People of one call; whoever comes after is left out without a trace.
    package var receiversPerCall = 5000
    /// Receivers of all calls within one minute; whoever comes after is dropped with 143103.
    package var receiversPerMinute = 5000
    /// Notifications that one person gets in a day; further ones are dropped with 143105.
    package var perPersonAndDay = 500
    /// Asking for the result of a task with more receivers than this times out.
    package var resultReceiversMax = 100

    package init() {}
}
