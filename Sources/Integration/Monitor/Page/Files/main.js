// The frame: who is logged in, which view the address names, and the live connection.
import { add, api, fill, h, has, may, notice, state } from "./core.js"
import { choose, chooseTheme, language, t, theme } from "./words.js"
import { overview } from "./overview.js"
import { transfers } from "./transfers.js"
import { story } from "./story.js"
import { cases } from "./cases.js"
import { mappings } from "./mappings.js"
import { alerts, audit, conflicts, directory, list, settings, stock } from "./records.js"

const view = document.getElementById("view")
let leave = null
let source = null
let again = null
let hasMissed = false

// Each view: its resource, what one must be allowed, and what shows it. It may return a function to be called at its end.
const views = [
  { name: "overview", show: overview },
  { name: "transfers", show: transfers, detail: story },
  { name: "cases", show: cases },
  { name: "conflicts", resource: "conflicts", show: conflicts },
  { name: "directory", resource: "directory", show: directory },
  { name: "stock-alerts", resource: "stock-alerts", show: stock },
  { name: "alerts", resource: "alerts", show: alerts },
  { name: "attendance", resource: "attendance", show: list },
  { name: "sign-ons", resource: "sign-ons", permission: "audit", show: list },
  { name: "mappings", resource: "mappings", show: mappings },
  { name: "audit", resource: "audit", permission: "audit", show: audit },
  { name: "settings", resource: "settings", permission: "administer", show: settings },
]

const isThere = one => (!one.resource || has(one.resource)) && (!one.permission || may(one.permission))

function tools() {
  const other = language() === "zh" ? "en" : "zh"
  const dark = document.documentElement.dataset.theme === "dark"
  const who = state.session?.name && (state.session.hasSession || state.session.role !== "viewer")
  fill(document.getElementById("tools"),
    state.session?.name && h("span", { id: "live" }, h("span", { class: `dot ${state.live ? "on" : "off"}` }),
      t(state.live ? "live" : "not live")),
    who && h("span", {}, `${state.session.name} · ${t(`role.${state.session.role}`)}`),
    h("button", { type: "button", class: "plain", lang: other === "zh" ? "zh-CN" : "en",
      onclick: () => { choose(other); start() } }, other === "zh" ? "中文" : "English"),
    h("button", { type: "button", class: "plain", "aria-label": t("theme"),
      onclick: () => { chooseTheme(dark ? "light" : "dark"); tools() } }, t(dark ? "light" : "dark")),
    state.session?.hasSession && h("button", { type: "button", class: "plain", onclick: logOut }, t("log out")))
}

function navigation(current) {
  const waiting = (state.overview?.states.dead ?? 0) + (state.overview?.states.human ?? 0)
  fill(document.getElementById("nav"), views.filter(isThere).map(one => h("a", {
    href: `#/${one.name}`, "aria-current": one.name === current ? "page" : undefined,
  }, t(one.name), one.name === "cases" && waiting > 0 && h("span", { class: "count" }, waiting))))
}

async function route() {
  leave?.()
  leave = null
  const [name = "overview", ...rest] = location.hash.replace(/^#\/?/, "").split("?")[0].split("/").filter(Boolean)
  const one = views.find(known => known.name === name && isThere(known))
  navigation(name)
  document.title = `${t(name)} · Rehearsal 彩排`
  fill(view, h("p", { class: "empty" }, t("loading")))
  if (!one) return fill(view, h("p", { class: "empty" }, t("not found")))
  const mine = location.hash
  try {
    const show = rest.length && one.detail ? one.detail : one.show
    const root = h("div", {})
    const end = await show(root, rest.map(decodeURIComponent), one)
    if (location.hash !== mine) return end?.()
    fill(view, root)
    leave = end ?? null
  } catch (error) {
    if (location.hash === mine) fill(view, h("p", { class: "empty error" }, error.message))
  }
}

function follow() {
  unfollow()
  source = new EventSource("/api/events")
  const mine = source
  source.onopen = () => {
    state.live = true
    tools()
    // A stream that was cut resumes only after the last step that it brought: there may have been none.
    if (hasMissed) dispatchEvent(new CustomEvent("live-gap", { detail: {} }))
    hasMissed = false
  }
  source.onerror = () => {
    hasMissed = true
    state.live = false
    tools()
    // By itself a browser comes again only after a lost connection, and never after an answer such as 502 or 503.
    if (mine.readyState === EventSource.CLOSED && mine === source) later()
  }
  const pass = event => {
    const detail = JSON.parse(event.data)
    if (event.type === "state" && state.overview) {
      for (const name of Object.keys(state.overview.states)) state.overview.states[name] = detail.states[name] ?? 0
      navigation(location.hash.replace(/^#\/?/, "").split(/[/?]/)[0] || "overview")
    }
    dispatchEvent(new CustomEvent(`live-${event.type}`, { detail }))
  }
  for (const type of ["state", "steps", "gap"]) source.addEventListener(type, pass)
  source.addEventListener("end", signedOut)
}

function unfollow() {
  clearTimeout(again)
  source?.close()
  source = null
}

function later() {
  unfollow()
  again = setTimeout(async () => {
    if (document.hidden) return
    try {
      state.session = await api("session")
      if (state.session.name) follow()
      else signedOut()
    } catch { later() }
  }, 3000)
}

// A browser has six connections to a host: a page that nobody sees must not hold one of them.
function rest() {
  unfollow()
  state.live = false
}

function wake() {
  if (document.hidden || source || !state.session?.name) return
  follow()
  route()
}

addEventListener("pagehide", rest)
addEventListener("pageshow", wake)
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : wake()))

function signedOut() {
  unfollow()
  state.live = false
  state.session = null
  start()
}

async function logOut() {
  try { await api("session", { method: "DELETE" }) } catch (error) { notice(error.message, true) }
  signedOut()
}

function logIn() {
  leave?.()
  leave = null
  fill(document.getElementById("nav"))
  const name = h("input", { name: "name", autocomplete: "username", required: true, maxlength: 64 })
  const password = h("input", { name: "password", type: "password", autocomplete: "current-password", required: true })
  const problem = h("p", { class: "error", role: "alert" })
  const submit = h("button", { class: "main" }, t("log in"))
  fill(view, h("section", { class: "card" }, h("h1", {}, t("log in")),
    h("form", {
      onsubmit: async event => {
        event.preventDefault()
        submit.disabled = true
        try {
          state.session = await api("session", { method: "POST", body: { name: name.value, password: password.value } })
          await start()
        } catch (error) {
          problem.textContent = error.message
          password.value = ""
          password.focus()
        } finally { submit.disabled = false }
      },
    }, h("label", { class: "field" }, t("user name"), name), h("label", { class: "field" }, t("password"), password), problem,
      submit), h("p", { class: "small soft" }, t("log in hint"))))
  name.focus()
}

async function start() {
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en"
  document.documentElement.dataset.theme = theme()
  document.getElementById("skip").textContent = t("skip")
  try {
    state.session = await api("session")
    tools()
    if (!state.session.name) return logIn()
    state.overview = await api("overview")
  } catch (error) {
    if (error.status === 401) return  // told by "signed-out"
    fill(view, h("p", { class: "empty error" }, error.message))
    return setTimeout(start, 3000)
  }
  if (!document.hidden && !source) follow()
  await route()
  if (!state.session.canLogIn) {
    add(view, h("p", { class: "small soft" }, `${t("read only")}. ${t("set up")}`))
  }
}

document.getElementById("skip").addEventListener("click", event => { event.preventDefault(); view.focus() })
addEventListener("hashchange", route)
addEventListener("signed-out", () => { if (state.session?.name) signedOut() })
start()
