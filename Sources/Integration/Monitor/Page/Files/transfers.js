// The log of all transfers, with search, page by page, and live while nothing older is looked at.
import { api, badge, button, fill, h, moment, onLive, state, storyLink, table } from "./core.js"
import { said } from "./said.js"
import { t } from "./words.js"

const filters = ["text", "state", "form", "from", "until"]

export function transferColumns() {
  return [
    { label: t("stored"), cell: one => moment(one.created), bare: true },
    { label: t("number"), cell: one => storyLink(one.instance, one.number), class: "key", bare: true },
    { label: t("state"), cell: one => badge(one.state), bare: true },
    { label: t("form"), cell: one => h("span", { class: "mono small" }, one.form), class: "key", bare: true },
    { label: t("instance"), cell: one => h("span", { class: "mono small soft" }, one.instance), class: "whole", bare: true },
    { label: t("tries"), cell: one => one.tries || "", class: "number" },
    { label: t("reason"), cell: one => one.reason ? said(one.reason) : (one.waiting ? `${t("waiting")} ${t(`wait.${one.waiting}`)}` : ""), class: "reason whole", bare: true },
  ]
}

export async function transfers(root) {
  const given = new URLSearchParams(location.hash.split("?")[1] ?? "")
  const inputs = {
    text: h("input", { type: "search", value: given.get("text") ?? "", placeholder: t("search hint"), maxlength: 200 }),
    state: h("select", {}, h("option", { value: "" }, t("any")), stateOptions(given.get("state"))),
    form: h("select", {}, h("option", { value: "" }, t("any")),
      [...new Set(state.overview.routes.map(one => one.form))].map(name => h("option", { value: name }, name))),
    from: h("input", { type: "datetime-local", value: given.get("from") ?? "" }),
    until: h("input", { type: "datetime-local", value: given.get("until") ?? "" }),
  }
  inputs.state.value = given.get("state") ?? ""
  inputs.form.value = given.get("form") ?? ""
  const results = h("div")
  const more = h("div", { class: "row" })
  let rows = [], next = null, isLive = true

  const query = () => {
    const query = new URLSearchParams()
    for (const name of filters) {
      const value = inputs[name].value.trim()
      if (value) query.set(name, name === "from" || name === "until" ? String(new Date(value).getTime()) : value)
    }
    return query
  }
  const show = page => {
    next = page.next ?? null
    fill(results, table(transferColumns(), rows))
    fill(more, next && button(t("more"), older),
      page.searched && rows.length < 50 && h("span", { class: "small soft" }, `${t("searched to")} `, moment(page.searched)))
  }
  const load = async () => {
    const page = await api(`transfers?${query()}`)
    rows = page.transfers
    show(page)
  }
  const older = async () => {
    isLive = false
    const asked = query()
    asked.set("before", next)
    const page = await api(`transfers?${asked}`)
    rows = rows.concat(page.transfers)
    show(page)
    liveButton()
  }
  const submit = event => {
    event?.preventDefault()
    const shown = new URLSearchParams()
    for (const name of filters) if (inputs[name].value.trim()) shown.set(name, inputs[name].value.trim())
    const hash = shown.size ? `#/transfers?${shown}` : "#/transfers"
    history.replaceState(null, "", hash)
    isLive = true
    liveButton()
    return load().catch(error => fill(results, h("p", { class: "error" }, error.message)))
  }

  const live = h("button", { type: "button", onclick: () => { isLive = !isLive; liveButton(); if (isLive) load() } })
  const liveButton = () => { live.setAttribute("aria-pressed", String(isLive)); live.textContent = t(isLive ? "live" : "paused") }
  liveButton()
  let timer = null
  const onSteps = () => {
    if (!isLive || timer) return
    timer = setTimeout(() => { timer = null; if (isLive) load().catch(() => {}) }, 1000)
  }
  const end = onLive({ steps: onSteps, gap: onSteps })

  await load()
  const label = (name, isWide) => h("label", { class: isWide ? "wide" : "" }, t(name === "text" ? "search" : name), inputs[name])
  fill(root, h("div", { class: "spread" }, h("h1", {}, t("transfers")), live),
    h("section", {}, h("form", { class: "filters", onsubmit: submit, onchange: submit, role: "search" },
      label("text", true), label("state"), label("form"), label("from"), label("until"),
      h("button", { class: "main" }, t("search")))),
    h("section", {}, results, more))
  return () => { end(); clearTimeout(timer) }
}

function stateOptions(given) {
  const names = Object.keys(state.overview.states)
  const order = ["received", "open", "ready", "save-intent", "save-unknown", "attaching", "saved", "submit-intent",
    "submit-unknown", "submitted", "audit-intent", "audit-unknown", "done", "revoking", "unaudit-intent", "unsubmit-intent",
    "reopened", "cancel-intent", "delete-intent", "deleted", "revoke-unknown", "revoked", "ignored", "dead", "human",
    "abandoned"]
  const sorted = names.sort((a, b) => order.indexOf(a) - order.indexOf(b))
  // Several states at once come from a link.
  const group = given?.includes(",") ? [h("option", { value: given }, given.split(",").map(name => t(`state.${name}`)).join(" / "))] : []
  return [...group, ...sorted.map(name => h("option", { value: name }, t(`state.${name}`)))]
}
