// Everything on one page: tiles, where the items are, charts, breakers and throttles, and what happens just now.
import { api, badge, count, fill, h, moment, onLive, percent, seconds, state, storyLink, table } from "./core.js"
import { chart } from "./charts.js"
import { said } from "./said.js"
import { t } from "./words.js"

const way = ["received", "ready", ["save-intent", "save-unknown"], ["saved", "attaching"], ["submit-intent", "submit-unknown"], "submitted",
  ["audit-intent", "audit-unknown"], "done"]
const aside = ["open", "ignored", ["revoking", "unaudit-intent", "unsubmit-intent", "reopened", "cancel-intent", "delete-intent", "deleted",
  "revoke-unknown"], "revoked", "dead", "human", "abandoned"]

export async function overview(root) {
  const [tiles, flow, charts, operations] = [h("div"), h("section"), h("div", { class: "charts" }), h("section")]
  const news = h("div")
  const steps = []
  let operation = ""

  const showTiles = data => {
    const waiting = data.states.dead + data.states.human
    const { calls, succeeded } = data.success
    const share = calls ? succeeded / calls : 1
    const tile = (name, value, look, href, more) => h(href ? "a" : "div", { class: `tile ${look ?? ""}`, href },
      h("dt", {}, t(name)), h("dd", {}, value), more && h("span", { class: "small" }, more))
    fill(tiles, h("div", { class: "tiles" },
      data.logIns.map(one => tile("log-in refused", t(one.platform), "bad", null, one.reason)),
      tile("waiting tile", count(waiting), waiting ? "bad" : "good", "#/cases"),
      tile("unfinished tile", count(data.unfinished)),
      tile("lag tile", data.unfinished ? seconds(data.lagSeconds) : "–", data.lagSeconds > 300 ? "warn" : ""),
      tile("success tile", percent(succeeded, calls), share < 0.99 ? "warn" : "", null, `${count(calls)} ${t("calls")}`),
      tile("done tile", count(data.states.done), "", "#/transfers?state=done")))
  }

  const showFlow = data => {
    const cell = states => {
      const names = [states].flat()
      const number = names.reduce((sum, name) => sum + (data.states[name] ?? 0), 0)
      const first = names[0]
      const look = !number ? "none" : first === "done" ? "good" : ["dead", "human"].includes(first) ? "bad"
        : ["open", "ignored", "revoked", "abandoned"].includes(first) ? "" : "busy"
      return h("li", { class: look }, h("a", { href: `#/transfers?state=${names.join(",")}` }, h("b", {}, count(number)),
        h("span", {}, t(`state.${first}`))))
    }
    fill(flow, h("h2", {}, t("flow")), h("ul", { class: "flow" }, way.map(cell)),
      h("ul", { class: "flow aside" }, aside.map(cell)))
  }

  const showOperations = data => {
    const columns = [
      { label: t("operation"), cell: one => h("b", {}, t(`op.${one.operation}`)), bare: true },
      { label: t("platform"), cell: one => t(one.platform), bare: true },
      { label: t("breaker"), cell: one => h("span", { class: `badge ${one.isOpen ? "bad" : "good"}` }, t(one.isOpen ? "open" : "closed")) },
      { label: t("rate"), cell: one => (one.perSecond ? h("span", { class: "badge warn" }, `${one.perSecond.toFixed(1)} ${t("per second")}`) : t("no limit")) },
      { label: t("number of calls"), cell: one => count(one.calls), class: "number" },
      { label: t("success"), cell: one => percent(one.succeeded, one.calls), class: "number" },
      { label: t("throttled"), cell: one => count(one.throttled), class: "number" },
      { label: t("median"), cell: one => seconds(one.median), class: "number" },
      { label: "p99", cell: one => seconds(one.p99), class: "number" },
    ]
    fill(operations, h("div", { class: "spread" }, h("h2", {}, t("operations")), h("span", { class: "small soft" }, t("last hour"))),
      table(columns, data.operations))
  }

  const showCharts = async () => {
    const series = await api(`series?minutes=60&operation=${operation}`)
    const minutes = series.minutes.map(minute => minute.at)
    const values = name => series.minutes.map(minute => minute[name] ?? null)
    const box = (name, ...content) => h("section", {}, h("div", { class: "spread" }, h("h2", {}, t(name)), content.slice(1)), content[0])
    const choice = h("select", {
      "aria-label": t("operation"), value: operation, onchange: event => { operation = event.target.value; showCharts() },
    }, h("option", { value: "" }, t("all operations")), series.operations.map(name => h("option", { value: name }, t(`op.${name}`))))
    choice.value = operation
    fill(charts,
      box("chart calls", chart(minutes, [
        { name: t("ok"), look: "one", values: values("succeeded") },
        { name: t("throttled"), look: "two", values: values("throttled") },
        { name: t("failed"), look: "three", values: values("failed") }], { stacked: true, label: t("chart calls") }), choice),
      box("chart latency", chart(minutes, [
        { name: t("median"), look: "one", values: values("median"), hasArea: true },
        { name: "p99", look: "two", values: values("p99") }], { isTime: true, label: t("chart latency") })),
      box("chart lag", chart(minutes, [{ name: t("lag"), look: "two", values: values("lag"), hasArea: true }],
        { isTime: true, label: t("chart lag") })),
      box("chart done", chart(minutes, [
        { name: t("done"), look: "one", values: values("done"), hasArea: true },
        { name: t("events"), look: "two", values: values("events") }], { label: t("chart done") })))
  }

  const showNews = () => {
    if (!steps.length) return fill(news, h("p", { class: "empty" }, t("no news")))
    fill(news, h("ul", { class: "steps" }, steps.map(step => h("li", {}, moment(step.at), h("span", {}, badge(step.to)),
      h("span", {}, storyLink(step.instance, step.number), " ", h("span", { class: "soft" }, said(step.note)))))))
  }

  const all = async () => {
    state.overview = await api("overview")
    showTiles(state.overview)
    showFlow(state.overview)
    showOperations(state.overview)
  }
  const onState = ({ detail }) => {
    Object.assign(state.overview, { unfinished: detail.unfinished, lagSeconds: detail.lagSeconds })
    showTiles(state.overview)
    showFlow(state.overview)
  }
  const onSteps = ({ detail }) => {
    steps.unshift(...detail.steps.reverse())
    steps.length = Math.min(steps.length, 30)
    showNews()
  }
  const again = () => { all().catch(() => {}); showCharts().catch(() => {}) }
  const end = onLive({ state: onState, steps: onSteps, gap: again })
  const timer = setInterval(again, 15_000)

  await Promise.all([all(), showCharts()])
  showNews()
  fill(root, h("h1", {}, t("overview")), tiles, flow, charts, operations,
    h("section", {}, h("h2", {}, t("news")), news),
    h("p", { class: "small soft" }, `${t("since")} `, moment(state.overview.started), ` · ${state.overview.workers} ${t("workers")}`))
  return () => {
    clearInterval(timer)
    end()
  }
}
