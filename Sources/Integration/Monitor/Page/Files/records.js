// The lists of the other flows: conflicts, directory, stock, audit, settings, and any list that has no view of its own.
import { api, ask, button, fill, h, may, moment, notice, post, table } from "./core.js"
import { deed, deedNamed, said } from "./said.js"
import { t } from "./words.js"

const isTime = value => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)
const shown = value => {
  if (value === null || value === undefined) return ""
  if (isTime(value)) return moment(value)
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

function every(ms, load) {
  const timer = setInterval(() => { if (!document.hidden) load().catch(() => {}) }, ms)
  return () => clearInterval(timer)
}

// Members whose English texts have a Chinese reading.
const readers = { action: deed, reason: said }

// Any list: the first array of the answer, its plain members as columns.
export async function list(root, _, view) {
  const results = h("div")
  const load = async () => {
    const answer = await api(view.name)
    const rows = Object.values(answer).find(Array.isArray) ?? []
    const names = [...new Set(rows.flatMap(row => Object.keys(row)))].slice(0, 12)
    fill(results, table(names.map(name => ({ label: t(name), cell: row => readers[name]?.(row[name]) ?? shown(row[name]) })), rows))
  }
  await load()
  fill(root, h("h1", {}, t(view.name)), h("section", {}, results))
  return every(10_000, load)
}

export async function conflicts(root) {
  const results = h("div")
  const load = async () => {
    const [{ conflicts: found }, { leaves }] = await Promise.all([api("conflicts"), api("leaves?state=open")])
    fill(results, leaves.length + found.length ? [...leaves.map(crowd), ...found.map(card)] : h("section", {}, h("p", { class: "empty" }, t("conflicts empty"))))
  }
  const decide = async (one, what) => {
    if (!await ask(t(what), t(`${what} ask`), t(what))) return
    await post(`conflicts/${one.id}/${what}`)
    notice(t("decided"))
    await load()
  }
  const decideLeave = async (one, what) => {
    if (!await ask(t(`${what} leaves`), t(`${what} leaves ask`), t(`${what} leaves`))) return
    await post(`leaves/${one.id}/${what}`)
    notice(t("decided"))
    await load()
  }
  // Many that one decision covers: who they are is shown on demand.
  const crowd = one => {
    const who = h("div")
    const show = async () => {
      const { records } = await api(`leaves/${one.id}?limit=1000`)
      fill(who, table([{ label: t("name"), cell: row => h("b", {}, row.name ?? row.source), bare: true },
        { label: t("number"), cell: row => row.number ?? "" }], records))
    }
    return h("section", {},
      h("div", { class: "spread" }, h("h2", {}, `${t("leaves")} `, h("span", { class: "soft small" },
        `${one.people} ${t(one.kind)}: ${t(`leave.${one.cause}`)}`)), moment(one.at)), who,
      h("div", { class: "row aside" }, button(t("who"), show), may("decide") && [
        button(t("confirm leaves"), () => decideLeave(one, "confirm"), "main"),
        button(t("reject leaves"), () => decideLeave(one, "reject"))]))
  }
  const card = one => h("section", {},
    h("div", { class: "spread" }, h("h2", {}, `${one.record.name ?? one.record.source} `, h("span", { class: "soft small" },
      `${t(one.record.kind)} ${one.record.number ?? ""}`)), moment(one.at)),
    h("div", { class: "scroll" }, h("table", { class: "sides" },
      h("thead", {}, h("tr", {}, [t("field"), t("dingtalk"), t("kingdee")].map(name => h("th", { scope: "col" }, name)))),
      h("tbody", {}, one.fields.map(field => h("tr", {}, h("th", { scope: "row" }, field.field), h("td", {}, field.dingtalk),
        h("td", { class: "other" }, field.kingdee)))))),
    may("decide")
      ? h("div", { class: "row aside" }, button(t("confirm"), () => decide(one, "confirm"), "main"), button(t("reject"), () => decide(one, "reject")))
      : h("p", { class: "small soft" }, t("no right")))
  await load()
  fill(root, h("h1", {}, t("conflicts")), results)
  return every(10_000, load)
}

export async function directory(root) {
  const results = h("div")
  const text = h("input", { type: "search", "aria-label": t("search"), placeholder: t("search") })
  const load = async () => {
    const page = await api(`directory?text=${encodeURIComponent(text.value)}`)
    fill(results, table([
      { label: t("updated"), cell: one => moment(one.updated), bare: true },
      { label: t("name"), cell: one => h("b", {}, one.name ?? one.source), bare: true },
      { label: t("kind"), cell: one => t(one.kind), bare: true }, { label: t("number"), cell: one => one.number ?? "" },
      { label: t("state"), cell: one => h("span", { class: `badge ${one.state === "done" ? "good" : ["dead", "conflict"].includes(one.state) ? "bad" : ""}` }, t(`state.${one.state}`)), bare: true },
      { label: t("reason"), cell: one => said(one.reason), class: "reason whole", bare: true },
    ], page.records))
  }
  await load()
  fill(root, h("div", { class: "spread" }, h("h1", {}, t("directory")),
    may("decide") && button(t("compare"), async () => { await post("directory/compare"); notice(t("asked")) })),
    h("section", {}, h("form", { class: "row", onsubmit: event => { event.preventDefault(); load() } }, text, h("button", {}, t("search"))), results))
  return every(15_000, load)
}

export async function stock(root) {
  const results = h("div")
  const load = async () => {
    const { alerts } = await api("stock-alerts")
    fill(results, table([
      { label: t("opened"), cell: one => moment(one.opened), bare: true },
      { label: t("material"), cell: one => [h("b", {}, one.name), " ", h("span", { class: "mono small soft" }, one.material)], bare: true },
      { label: t("warehouse"), cell: one => one.warehouse ?? "" },
      { label: t("quantity"), cell: one => one.quantity, class: "number" },
      { label: t("threshold"), cell: one => one.threshold, class: "number" },
      { label: t("state"), cell: one => h("span", { class: `badge ${one.isOver ? "good" : "warn"}` }, t(`post.${one.state}`)), bare: true },
      { label: t("reason"), cell: one => said(one.reason), class: "reason whole", bare: true },
      { label: "", bare: true, cell: one => may("decide") && !one.isOver && button(t("mute"), async () => {
        const answer = await ask(t("mute"), t("mute ask"), t("mute"), [{ name: "for", label: t("mute"), value: "24h" }])
        if (!answer) return
        await post(`stock-alerts/${encodeURIComponent(one.number)}/mute`, answer)
        await load()
      }) },
    ], alerts))
  }
  await load()
  fill(root, h("h1", {}, t("stock-alerts")), h("section", {}, results))
  return every(10_000, load)
}

const alertLooks = { pending: "", firing: "bad", over: "good" }

export async function alerts(root) {
  const results = h("div"), receivers = h("p", { class: "small soft" })
  const decide = (one, what, title, hint, fields) => button(t(title), async () => {
    const answer = await ask(t(title), t(hint), t(title), fields)
    if (!answer) return
    await post(`alerts/${one.id}/${what}`, answer)
    notice(t("decided"))
    await load()
  })
  const sent = one => h("details", {}, h("summary", {}, one.lastSent ? moment(one.lastSent) : t("not sent")),
    h("ul", { class: "small" }, one.messages.map(message => h("li", {}, `${t(`receiver.${message.receiver}`)} · ${t(`told.${message.kind}`)} · `,
      t(`post.${message.state}`), " ", moment(message.sent ?? message.created), message.reason && ` · ${said(message.reason)}`))))
  const load = async () => {
    const { alerts: found, receivers: whom, rules } = await api("alerts")
    const off = rules.filter(rule => !rule.isOn).map(one => t(`alertrule.${one.rule}`))
    fill(receivers, `${t("told to")}: ${whom.map(name => t(`receiver.${name}`)).join(", ") || t("nobody")}`, off.length > 0 && ` · ${t("rules off")}: ${off.join(", ")}`)
    fill(results, table([
      { label: t("state"), cell: one => [h("span", { class: `badge ${alertLooks[one.state]}` }, t(`alert.${one.state}`)), " ", h("span", { class: "mono small soft" }, one.number)], bare: true },
      { label: t("rule"), cell: one => [h("b", {}, t(`alertrule.${one.rule}`)), " ", h("span", { class: "mono small" }, one.subject)], class: "whole", bare: true },
      { label: t("opened"), cell: one => moment(one.since) },
      { label: t("ended"), cell: one => one.ended ? moment(one.ended) : "" },
      { label: t("detail"), cell: one => one.detail, class: "reason whole", bare: true },
      { label: t("last sent"), cell: sent },
      { label: "", bare: true, cell: one => [
        one.silencedUntil && h("p", { class: "small soft" }, `${t("silenced by")} ${one.silencedBy ?? ""} → `, moment(one.silencedUntil)),
        one.acknowledgedBy && h("p", { class: "small soft" }, `${t("acknowledged by")} ${one.acknowledgedBy}`),
        may("decide") && one.state !== "over" && h("div", { class: "row" },
          !one.acknowledgedBy && decide(one, "acknowledge", "acknowledge", "acknowledge ask", []),
          decide(one, "silence", "silence", "silence ask", [{ name: "for", label: t("silence"), value: "4h" }]))] },
    ], found, t("alerts empty")))
  }
  await load()
  fill(root, h("h1", {}, t("alerts")), receivers, h("section", {}, results))
  return every(5_000, load)
}

export async function audit(root) {
  const inputs = Object.fromEntries(["actor", "action", "subject"].map(name => [name, h("input", { name, autocomplete: "off" })]))
  const kind = h("select", {}, ["", "effect", "sign-on", "operation", "system"].map(name => h("option", { value: name }, name ? t(`kind.${name}`) : t("any"))))
  const results = h("div"), more = h("div", { class: "row" }), verdict = h("p", { class: "small", "aria-live": "polite" })
  let rows = []
  const load = async after => {
    const query = new URLSearchParams()
    for (const [name, input] of Object.entries({ ...inputs, kind })) if (input.value.trim()) query.set(name, input.value.trim())
    if (query.has("action")) query.set("action", deedNamed(query.get("action")))
    if (after) query.set("after", after)
    const page = await api(`audit?${query}`)
    rows = after ? rows.concat(page.entries) : page.entries
    fill(results, table([
      { label: t("at"), cell: one => moment(one.at), bare: true }, { label: t("kind"), cell: one => t(`kind.${one.kind}`), bare: true },
      { label: t("actor"), cell: one => h("b", {}, one.actor) }, { label: t("action"), cell: one => deed(one.action), bare: true },
      { label: t("subject"), cell: one => h("span", { class: "mono small" }, one.subject), bare: true },
      { label: t("detail"), cell: one => one.detail, class: "reason whole", bare: true },
    ], rows))
    fill(more, page.next && button(t("more"), () => load(page.next)))
  }
  const verify = async () => {
    let after = "", entries = 0
    fill(verdict, t("verifying"))
    while (after !== undefined && after !== null) {
      const answer = await api(`audit/verify${after ? `?after=${encodeURIComponent(after)}` : ""}`)
      entries += answer.entries
      if (answer.findings.length) return fill(verdict, h("b", { class: "error" }, `${t("verify bad")}: ${answer.findings.join("; ")}`))
      after = answer.next
    }
    fill(verdict, h("span", { class: "badge good" }, `${entries} ${t("verified")}`))
  }
  await load()
  fill(root, h("div", { class: "spread" }, h("h1", {}, t("audit")), button(t("verify"), verify)), verdict,
    h("section", {}, h("form", { class: "filters", onsubmit: event => { event.preventDefault(); load() } },
      Object.entries(inputs).map(([name, input]) => h("label", {}, t(name), input)), h("label", {}, t("kind"), kind),
      h("button", { class: "main" }, t("search")))),
    h("section", {}, results, more))
}

export async function settings(root) {
  const { sections } = await api("settings")
  fill(root, h("h1", {}, t("settings")), sections.map(section => h("section", {}, h("h2", { class: "mono" }, section.name),
    h("dl", { class: "facts" }, section.values.map(one => [h("dt", { class: "mono" }, one.key), h("dd", {}, ["(hidden)", "(none)"].includes(one.value) ? t(one.value) : one.value || "–")])))))
}
