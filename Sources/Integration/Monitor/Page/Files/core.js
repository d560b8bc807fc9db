// What all views share: the session, requests, building the document, and small words about times and numbers.
// Text reaches the document by textContent only, never as markup.
import { said } from "./said.js"
import { language, t } from "./words.js"

export const state = { session: null, overview: null, live: false }

export class Problem extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

export async function api(path, options = {}) {
  const headers = { Accept: "application/json" }
  if (options.body !== undefined) headers["Content-Type"] = "application/json"
  if (options.method && state.session?.proof) headers["X-CSRF-Token"] = state.session.proof
  let reply
  try {
    reply = await fetch(`/api/${path}`, {
      method: options.method ?? "GET", headers, credentials: "same-origin", signal: options.signal,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
    })
  } catch (error) {
    if (error.name === "AbortError") throw error
    throw new Problem(0, t("unreachable"))
  }
  const value = await reply.json().catch(() => ({}))
  if (!reply.ok) {
    if (reply.status === 401 && path !== "session") dispatchEvent(new Event("signed-out"))
    throw new Problem(reply.status, value.error ? said(value.error) : `HTTP ${reply.status}`)
  }
  return value
}

export const post = (path, body = {}) => api(path, { method: "POST", body })
export const may = permission => state.session?.permissions.includes(permission) ?? false
export const has = resource => state.overview?.resources.includes(resource) ?? false

const namespaces = { svg: "http://www.w3.org/2000/svg" }
const drawn = new Set(["svg", "path", "line", "rect", "text", "g", "polyline", "title"])

// h("p", { class: "soft" }, "text", node, [nodes], null)
export function h(tag, attributes = {}, ...children) {
  const isDrawn = drawn.has(tag) && (tag !== "title" || attributes.svg)
  const node = isDrawn ? document.createElementNS(namespaces.svg, tag) : document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false || name === "svg") continue
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value)
    else if (name === "value") node.value = value
    else node.setAttribute(name, value === true ? "" : value)
  }
  add(node, children)
  if (attributes.value !== undefined && tag === "select") node.value = attributes.value
  return node
}

export function add(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue
    node.append(child instanceof Node ? child : String(child))
  }
  return node
}

export const fill = (node, ...children) => add((node.replaceChildren(), node), children)

export function notice(text, isBad = false) {
  const line = h("p", { class: isBad ? "bad" : "" }, text)
  document.getElementById("notice").append(line)
  setTimeout(() => line.remove(), isBad ? 9000 : 4000)
}

// Runs what a button does: it cannot be pressed twice meanwhile, and a failure is told until the next try.
export function button(text, act, kind = "") {
  return h("button", {
    type: "button", class: kind,
    onclick: async event => {
      const pressed = event.currentTarget
      pressed.disabled = true
      for (const line of document.querySelectorAll("#notice .bad")) line.remove()
      try { await act() } catch (error) { notice(error.message, true) } finally { pressed.disabled = false }
    },
  }, text)
}

// Asks before something that cannot be undone. Resolves to the fields' values, or null.
export function ask(title, text, action, fields = []) {
  return new Promise(resolve => {
    const inputs = fields.map(field => h("input", { name: field.name, value: field.value ?? "", autocomplete: "off" }))
    const dialog = h("dialog", { "aria-label": title, onclose: () => { dialog.remove(); resolve(answer) } },
      h("form", { method: "dialog", onsubmit: () => { answer = Object.fromEntries(inputs.map(i => [i.name, i.value])) } },
        h("h2", {}, title), h("p", {}, text),
        fields.map((field, index) => h("label", { class: "field" }, field.label, inputs[index])),
        h("div", { class: "row" },
          h("button", { type: "button", onclick: () => dialog.close() }, t("cancel")),
          h("button", { class: "main" }, action))))
    let answer = null
    document.body.append(dialog)
    dialog.showModal()
  })
}

// Calls these functions by live events, such as { steps: …, gap: … }; `gap` says that steps were missed. Returns their end.
export function onLive(calls) {
  const all = Object.entries(calls).map(([name, call]) => [`live-${name}`, call])
  for (const [name, call] of all) addEventListener(name, call)
  return () => { for (const [name, call] of all) removeEventListener(name, call) }
}

const locale = () => (language() === "zh" ? "zh-CN" : "en-GB")
const pad = number => String(number).padStart(2, "0")

export function when(iso) {
  if (!iso) return ""
  const date = new Date(iso)
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
  const isToday = date.toDateString() === new Date().toDateString()
  return isToday ? time : `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${time}`
}

export const moment = iso => h("time", { class: "time", datetime: iso, title: iso && new Date(iso).toLocaleString(locale()) }, when(iso))
export const count = number => Number(number).toLocaleString(locale())

function two(value, large, largeName, small, smallName) {
  const rest = Math.round(value % large / small)
  return `${Math.floor(value / large)} ${largeName}${rest ? ` ${rest} ${smallName}` : ""}`
}

export function seconds(value) {
  if (value === null || value === undefined) return "–"
  if (value < 1) return `${Math.round(value * 1000)} ms`
  if (value < 60) return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`
  if (value < 3600) return two(value, 60, "min", 1, "s")
  if (value < 86400) return two(value, 3600, "h", 60, "min")
  return two(value, 86400, "d", 3600, "h")
}

export const percent = (part, whole) => {
  if (!whole) return "–"
  const share = part / whole * 100
  return `${share === 100 ? "100" : Math.min(share, 99.99).toFixed(2)} %`
}

const looks = {
  done: "good", dead: "bad", human: "bad", abandoned: "none", ignored: "none", open: "none",
  "save-unknown": "warn", "submit-unknown": "warn", "audit-unknown": "warn",
  revoked: "none", "revoke-unknown": "warn",
}

export const badge = (name, text) => h("span", { class: `badge ${looks[name] ?? ""}` }, text ?? t(`state.${name}`))
export const storyLink = (instance, text) =>
  h("a", { class: "mono", href: `#/transfers/${encodeURIComponent(instance)}` }, text ?? instance)

// What differs between two documents, line by line, each side under its own name.
export const differences = (lines, there, here) => table([
  { label: t("field"), cell: line => h("span", { class: "mono" }, line.field), class: "whole", bare: true },
  { label: there, cell: line => line.there },
  { label: here, cell: line => h("b", {}, line.here) },
], lines)

// A table whose rows become cards on a phone. Columns: { label, cell(row), class }.
export function table(columns, rows, emptyText) {
  if (!rows.length) return h("p", { class: "empty" }, emptyText ?? t("nothing"))
  return h("div", { class: "scroll" },
    h("table", { class: "cards" },
      h("thead", {}, h("tr", {}, columns.map(column => h("th", { scope: "col", class: column.class }, column.label)))),
      h("tbody", {}, rows.map(row => h("tr", {}, columns.map(column =>
        h("td", { class: column.class, "data-label": column.bare ? undefined : column.label }, column.cell(row))))))))
}
