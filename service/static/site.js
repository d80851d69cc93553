// Enhancements only: every page works without this file. No markup is made from strings.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);

  // The search box: "/" brings it back, arrows walk the suggestions (ARIA combobox).
  const input = $("#q");
  const list = $("#suggestions");
  const status = $("#suggest-status");
  let active = -1;
  let typed = "";
  let timer = 0;
  let request = null;

  const close = () => {
    if (!list) return;
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const show = (items) => {
    list.replaceChildren(...items.map((item, i) => {
      const option = document.createElement("li");
      option.id = `suggestion-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.text = item.text;
      const text = document.createElement("span");
      text.textContent = item.text;
      option.append(text);
      if (item.kind && item.kind !== "question") {
        const kind = document.createElement("small");
        kind.textContent = item.kind;
        option.append(kind);
      }
      return option;
    }));
    active = -1;
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(items.length > 0));
    const count = items.length;
    status.textContent = count ? `${count} suggestion${count === 1 ? "" : "s"}` : "No suggestions";
  };

  const suggest = async () => {
    const words = input.value.trim();
    if (!words) { close(); return; }
    request?.abort();
    request = new AbortController();
    try {
      const url = `/api/v1/suggest?limit=8&q=${encodeURIComponent(words)}`;
      const response = await fetch(url, { signal: request.signal });
      if (!response.ok) return;
      const { items } = await response.json();
      if (document.activeElement === input) show(items);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  const move = (to) => {
    const options = [...list.children];
    if (!options.length) return;
    options[active]?.setAttribute("aria-selected", "false");
    active = (to + options.length + 1) % (options.length + 1);
    if (active === options.length) active = -1;
    const option = options[active];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
      input.value = option.dataset.text;
    } else {
      input.removeAttribute("aria-activedescendant");
      input.value = typed;
    }
  };

  if (input && list) {
    input.addEventListener("input", () => {
      typed = input.value;
      clearTimeout(timer);
      timer = setTimeout(suggest, 60);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" && list.hidden) { typed = input.value; suggest(); }
      else if (event.key === "ArrowDown") { move(active + 1); event.preventDefault(); }
      else if (event.key === "ArrowUp" && !list.hidden) {
        move(active < 0 ? list.children.length - 1 : active - 1);
        event.preventDefault();
      } else if (event.key === "Escape" && !list.hidden) {
        input.value = typed;
        close();
        event.preventDefault();
      }
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (!option) return;
      input.value = option.dataset.text;
      input.form.requestSubmit();
    });
    input.addEventListener("blur", close);
    document.addEventListener("keydown", (event) => {
      const busy = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "");
      if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.focus();
      input.select();
    });
  }

  // Menus of the chips: one open at a time, Escape closes and gives the focus back.
  const chips = document.querySelectorAll("details.chip");
  document.addEventListener("click", (event) => {
    for (const chip of chips) if (chip.open && !chip.contains(event.target)) chip.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const chip of chips) {
      if (!chip.open) continue;
      chip.open = false;
      $("summary", chip).focus();
    }
  });

  // Copy buttons.
  const copied = $("#copied");
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const text = button.dataset.copy;
      await navigator.clipboard.writeText(text.startsWith("/") ? location.origin + text : text);
      button.textContent = "Copied";
      if (copied) copied.textContent = "Copied to the clipboard";
      setTimeout(() => { button.textContent = label; }, 1600);
    });
  }

  // A wide table opens at the cited figure.
  for (const hit of document.querySelectorAll(".printed .hit")) {
    const box = hit.closest(".scroll");
    const first = box.querySelector("th:first-child, td:first-child").offsetWidth;
    if (box.scrollLeft || hit.offsetLeft + hit.offsetWidth <= box.clientWidth) continue;
    box.scrollLeft = hit.offsetLeft - first - (box.clientWidth - first - hit.offsetWidth) / 2;
  }

  // A cited span: scrolled to on arrival, fetched with its marks if only the fragment names it.
  const arrive = () => {
    const span = /^#c(\d+)-(\d+)$/.exec(location.hash);
    if (!span) return;
    const target = document.getElementById(location.hash.slice(1));
    if (target) {
      for (let box = target.parentElement; box; box = box.parentElement) {
        if (box.tagName === "DETAILS") box.open = true;
      }
      target.scrollIntoView({ block: "center", inline: "center" });
    } else if ($(".text")) {
      location.replace(`${location.pathname}?start=${span[1]}&end=${span[2]}${location.hash}`);
    }
  };
  addEventListener("hashchange", arrive);
  arrive();

  // The card of a figure: lifted from the figure's own page into a dialog.
  let dialog = null;
  const card = async (url) => {
    const page = await new Promise((done, fail) => {
      const call = new XMLHttpRequest();
      call.open("GET", url);
      call.responseType = "document";
      call.onload = () => (call.status === 200 ? done(call.response) : fail(call.status));
      call.onerror = fail;
      call.send();
    });
    const content = $(".card", page);
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "pop";
      dialog.setAttribute("aria-label", "Figure");
      dialog.addEventListener("click", (event) => {
        const link = event.target.closest("a");
        if (event.target === dialog || link?.getAttribute("href")?.includes("#c")) dialog.close();
      });
      document.body.append(dialog);
    }
    const closer = document.createElement("button");
    closer.type = "button";
    closer.className = "btn close";
    closer.textContent = "Close";
    closer.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(closer, document.importNode(content, true));
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.fig, a[data-card]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    card(link.href).catch(() => { location.href = link.href; });
  });
})();
