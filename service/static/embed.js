// <disclosure-search>: Tickmark's search box and answer for another site.
//
//   <script type="module" src="https://tickmark.example/static/embed.js"></script>
//   <disclosure-search placeholder="Ask our disclosures" question="2Q02 equipment sales"></disclosure-search>
//
// Attributes: `src` (the service; by default where this file came from), `question`, `placeholder`,
// `label`, `document` (ask one document only). Themed by --disclosure-font, --disclosure-ink,
// --disclosure-quiet, --disclosure-paper, --disclosure-rule, --disclosure-accent,
// --disclosure-warning and --disclosure-radius. Fires `disclosure-answer` with the answer as `detail`.
const HOME = new URL(import.meta.url).origin;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; container-type: inline-size;
    font: 400 1rem/1.5 var(--disclosure-font, system-ui, sans-serif);
    color: var(--disclosure-ink, #15211b); }
  :host([hidden]) { display: none; }
  form { display: flex; border: 1.5px solid var(--disclosure-rule, #8b9a91); overflow: hidden;
    border-radius: var(--disclosure-radius, 8px); background: var(--disclosure-paper, #fff); }
  form:focus-within { border-color: var(--disclosure-accent, #14653c);
    outline: 2px solid var(--disclosure-accent, #14653c); outline-offset: 1px; }
  input, button { font: inherit; border: 0; color: inherit; }
  input { flex: 1; min-width: 0; padding: .6em .8em; background: none; outline: 0; }
  button { padding: 0 1.1em; font-weight: 600; cursor: pointer; color: var(--disclosure-paper, #fff);
    background: var(--disclosure-accent, #14653c); }
  button:focus-visible { outline: 2px solid currentColor; outline-offset: -5px; }
  .answer { margin-top: .8em; }
  .figure { font-size: clamp(1.6rem, 9cqi, 2.6rem); font-weight: 600; line-height: 1.15; margin: 0;
    font-variant-numeric: tabular-nums lining-nums; overflow-wrap: anywhere; }
  p { margin: .3em 0; }
  .quiet { color: var(--disclosure-quiet, #52605a); font-size: .9em; }
  .warning { color: var(--disclosure-warning, #a8231a); font-weight: 600; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .4em 0; }
  th, td { text-align: left; font-weight: 400; padding: .25em 1.2em .25em 0;
    border-bottom: 1px solid var(--disclosure-rule, #8b9a91); }
  td { text-align: right; }
  a { color: var(--disclosure-accent, #14653c); }
  blockquote { margin: .5em 0; padding-left: .8em; font-size: .92em; overflow-wrap: anywhere;
    border-left: 3px solid var(--disclosure-rule, #8b9a91); }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`);

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// "JPY 1,774,953 thousand" from a VALUE of the answer contract, without floating point.
const WORDS = { 3: "thousand", 6: "million", 9: "billion", 12: "trillion" };
const figureText = (value) => {
  const exponent = /^[A-Z]{3}$/.test(value.unit) && value.decimals < 0
    ? Math.min(12, Math.ceil(-value.decimals / 3) * 3) : 0;
  const one = (text) => {
    const sign = text.startsWith("-") ? "−" : "";
    let [whole, part = ""] = text.replace("-", "").split(".");
    whole = whole.padStart(exponent + 1, "0");
    if (exponent) {
      const places = Math.max(0, exponent + value.decimals);
      part = whole.slice(-exponent).slice(0, places);
      whole = whole.slice(0, -exponent);
    }
    return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part && `.${part}`);
  };
  const number = value.amount !== null ? one(value.amount)
    : [value.low, value.high].filter(Boolean).map(one).join(" to ");
  if (value.unit === "percent") return `${number}%`;
  const words = WORDS[exponent] ? ` ${WORDS[exponent]}` : "";
  return /^[A-Z]{3}$/.test(value.unit) ? `${value.unit} ${number}${words}`
    : `${number} ${value.unit.replaceAll("_", " ")}`;
};

class DisclosureSearch extends HTMLElement {
  static observedAttributes = ["question", "placeholder", "label"];

  #input = make("input", { type: "search", name: "q", required: true, maxLength: 500, id: "q",
    autocomplete: "off" });
  #label = make("label", { className: "hidden", htmlFor: "q" });
  #answer = make("div", { className: "answer" });
  #call = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const form = make("form", {}, this.#label, this.#input,
      make("button", { type: "submit", textContent: "Ask" }));
    form.setAttribute("role", "search");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(this.#input.value);
    });
    this.#answer.setAttribute("aria-live", "polite");
    root.append(form, this.#answer);
    this.#texts();
  }

  get src() { return (this.getAttribute("src") || HOME).replace(/\/$/, ""); }

  #texts() {
    this.#input.placeholder = this.getAttribute("placeholder") || "Measure, period, question";
    this.#label.textContent = this.getAttribute("label") || "Ask the disclosures";
  }

  attributeChangedCallback(name, before, after) {
    if (name !== "question") { this.#texts(); return; }
    if (!after || before === after) return;
    this.#input.value = after;
    if (this.isConnected) this.ask(after);
  }

  connectedCallback() {
    if (this.getAttribute("question")) this.ask(this.getAttribute("question"));
  }

  async ask(question) {
    const words = question.trim();
    if (!words) return;
    this.#call?.abort();
    this.#call = new AbortController();
    const query = new URLSearchParams({ q: words });
    if (this.getAttribute("document")) query.set("document", this.getAttribute("document"));
    try {
      const url = `${this.src}/api/v1/ask?${query}`;
      const response = await fetch(url, { signal: this.#call.signal, credentials: "omit" });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.detail || answer.title);
      this.#show(answer, words);
      this.dispatchEvent(new CustomEvent("disclosure-answer", { detail: answer, bubbles: true }));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#answer.replaceChildren(make("p", { className: "warning",
        textContent: "The answer could not be fetched." }));
    }
  }

  #show(answer, question) {
    const parts = [];
    if (answer.status === "disputed") {
      parts.push(make("p", { className: "warning",
        textContent: "Disputed: the documents contradict themselves here" }));
    }
    if (answer.value) {
      parts.push(make("p", { className: "figure", textContent: figureText(answer.value) }));
    }
    parts.push(make("p", { textContent: answer.text }));
    if (answer.points.length) {
      parts.push(make("table", {}, make("tbody", {}, ...answer.points.map((point) => {
        const head = make("th", { textContent: point.label });
        head.scope = "row";
        const cell = make("td", { textContent: figureText(point.value) });
        if (point.status === "disputed") {
          cell.append(" ", make("span", { className: "warning", textContent: "disputed" }));
        }
        return make("tr", {}, head, cell);
      }))));
    }
    const cited = answer.citations[0];
    if (cited) {
      const place = cited.page ? `, page ${cited.page}` : "";
      parts.push(make("blockquote", { textContent: cited.quote }),
        make("p", { className: "quiet" }, make("a", { href: new URL(cited.url, this.src).href,
          textContent: `${cited.document}${place}`, target: "_blank", rel: "noopener" })));
    }
    parts.push(make("p", { className: "quiet" }, make("a", {
      href: `${this.src}/?${new URLSearchParams({ q: question })}`, target: "_blank",
      rel: "noopener", textContent: "Sources and tie-outs" })));
    this.#answer.replaceChildren(...parts);
  }
}

if (!customElements.get("disclosure-search")) {
  customElements.define("disclosure-search", DisclosureSearch);
}
