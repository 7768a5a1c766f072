"use strict";
// The graph page (web/portal/graph.html): draws what the list beside tells, with cytoscape, which only this page loads. Whoever has no
// script has the list. Choosing is one thing in both: a node in the picture, a link in the list.
{
const area = document.querySelector("[data-graph]");
const picture = area.querySelector(".graph-picture");
const list = area.querySelector(".graph-list");
const panel = area.querySelector(".graph-panel");
const search = document.getElementById("q");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const ROW = 34, LETTER = 7.2, LABEL = 210; // between leaves, of a letter, of a name at most: pixels of the picture at its own size
const SMALL = 0.55; // below this the names cannot be read: then the picture begins in the middle of it

// The shapes are those of the badges: never a colour alone. Down is a triangle on its head.
const shapes = { critical: "diamond", high: "triangle", medium: "rectangle", low: "polygon", info: "ellipse" };

// A colour of the style sheet as cytoscape reads it: what the browser computes, painted and read back.
const ink = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
function colour(name) {
	ink.canvas.width = ink.canvas.height = 1;
	picture.style.color = `var(${name})`;
	ink.fillStyle = getComputedStyle(picture).color;
	picture.style.color = "";
	ink.fillRect(0, 0, 1, 1);
	return `rgb(${[...ink.getImageData(0, 0, 1, 1).data].slice(0, 3).join(",")})`;
}

function sheet() {
	const text = colour("--ds-color-neutral-text-default");
	const ground = colour("--ds-color-neutral-background-default");
	const line = colour("--ds-color-neutral-border-subtle");
	const strong = colour("--ds-color-accent-base-default");
	const rules = [
		{ selector: "node", style: {
			label: "data(label)", color: text, "font-size": 13, "font-family": getComputedStyle(document.body).fontFamily,
			"text-halign": "right", "text-valign": "center", "text-margin-x": 5, "text-wrap": "ellipsis", "text-max-width": LABEL,
			"text-background-color": ground, "text-background-opacity": 0.85, "text-background-padding": 1, "min-zoomed-font-size": 7,
			width: 16, height: 16, shape: "ellipse", "background-color": colour("--ds-color-neutral-border-default"),
		} },
		{ selector: "node[!type]", style: { width: 22, height: 22, "font-weight": 700 } },
		{ selector: "node[?is_new]", style: { "outline-width": 2, "outline-offset": 3, "outline-color": text } },
		{ selector: "edge", style: { width: 1.5, "line-color": line, "curve-style": "taxi", "taxi-direction": "rightward", "taxi-turn": -35 } },
		{ selector: "edge.beside", style: { "line-style": "dotted", "curve-style": "unbundled-bezier", "control-point-distances": 40 } },
		{ selector: ".faded", style: { opacity: 0.15 } },
		{ selector: "edge.lit", style: { "line-color": strong, width: 3, opacity: 1 } },
		{ selector: "node.chosen", style: { "border-width": 3, "border-color": strong, width: 24, height: 24, "font-weight": 700, "z-index": 9, opacity: 1,
			"text-max-width": 2 * LABEL, "text-background-opacity": 1, "min-zoomed-font-size": 0 } },
	];

	for (const [level, shape] of Object.entries(shapes))
		rules.push({ selector: `node[criticality="${level}"]`, style: {
			shape, "shape-polygon-points": "-1 -1 1 -1 0 1", width: 19, height: 19,
			"background-color": colour(level === "info" ? "--ds-color-info-base-default"
				: `--ds-color-${level}-${["critical", "high"].includes(level) ? "base" : "border"}-default`),
		} });
	// What was chosen stands above its criticality.
	rules.push(rules.splice(rules.findIndex(r => r.selector === "node.chosen"), 1)[0]);
	return rules;
}

// What stands at a node: its name, without that of the address above, and what speaks there.
function label(node, above) {
	const name = above && above.type === "address" && node.name.startsWith(above.name) ? node.name.slice(above.name.length) : node.name;
	const more = [node.protocol, node.product].filter(Boolean).join(", ");

	return more ? `${name} ${more}` : name;
}

// From left to right: a column for each depth, as wide as its names; a leaf has a row of its own, and what stands above is in the middle
// of what hangs on it.
function place(nodes, below) {
	const widths = [];
	let row = 0;

	(function put(node, depth, above) {
		const on = below.get(node.id);

		node.label = label(node, above);
		node.depth = depth;
		widths[depth] = Math.max(widths[depth] || 0, Math.min(node.label.length * LETTER, LABEL));
		for (const one of on)
			put(one, depth + 1, node);
		node.y = on.length ? (on[0].y + on[on.length - 1].y) / 2 : row++ * ROW;
	})(nodes[0], 0, null);
	for (const node of nodes)
		node.x = widths.slice(0, node.depth).reduce((x, width) => x + width + 75, 0);
}

function elements(graph) {
	const nodes = new Map(graph.nodes.map(n => [n.id, n]));
	const below = new Map(graph.nodes.map(n => [n.id, []]));
	const edge = kind => ([source, target]) => ({ data: { id: `${source}-${target}`, source, target }, classes: kind });

	for (const [from, to] of graph.edges)
		below.get(from).push(nodes.get(to));
	place(graph.nodes, below);
	return [
		...graph.nodes.map(({ x, y, ...data }) => ({ data, position: { x, y } })),
		...graph.edges.map(edge("tree")), ...graph.beside.map(edge("beside")),
	];
}

// The whole picture, or its beginning at a size that can be read.
function show(cy) {
	cy.fit(undefined, 24);
	if (cy.zoom() > 1.2)
		cy.zoom(1.2);
	if (cy.zoom() >= SMALL) {
		cy.center();
		return;
	}
	const first = cy.nodes()[0].position();

	cy.zoom(0.8);
	cy.pan({ x: 40 - first.x * 0.8, y: cy.height() / 2 - first.y * 0.8 });
}

const link = item => item.querySelector(":scope > a");
const itemOf = id => document.getElementById(`n-${id}`);
let chosen = null;

// Brings an item into the list's window, without moving the page.
function reveal(item) {
	const box = list.getBoundingClientRect(), own = link(item).getBoundingClientRect();

	if (own.top < box.top)
		list.scrollTop -= box.top - own.top;
	else if (own.bottom > box.bottom)
		list.scrollTop += own.bottom - box.bottom;
}

// One tab stop in the list: the chosen link; arrows go on from there.
function mark(item) {
	for (const a of list.querySelectorAll("a"))
		a.tabIndex = -1;
	link(item).tabIndex = 0;
}

function choose(cy, id, fromPicture) {
	const item = itemOf(id), node = cy.getElementById(id);

	if (!item || id === chosen)
		return;
	if (chosen)
		link(itemOf(chosen)).removeAttribute("aria-current");
	chosen = id;
	link(item).setAttribute("aria-current", "true");
	mark(item);
	cy.elements().removeClass("chosen lit");
	node.addClass("chosen").connectedEdges().addClass("lit");
	cy.stop(true);
	if (fromPicture)
		reveal(item);
	else
		cy.animate({ center: { eles: node }, duration: calm.matches ? 0 : 200 });
	// What the list says of it, with a link of its own.
	const words = [...item.childNodes].filter(n => n.nodeName !== "UL").map(n => n.cloneNode(true));

	for (const a of words.filter(n => n.nodeName === "A")) {
		a.removeAttribute("aria-current");
		a.removeAttribute("tabindex");
	}
	panel.querySelector("[data-graph-chosen]").replaceChildren(...words);
	panel.hidden = false;
}

function keys(cy) {
	list.addEventListener("focusin", event => {
		const item = event.target.closest("li");

		if (item)
			choose(cy, item.id.slice(2), false);
	});
	list.addEventListener("keydown", event => {
		const all = [...list.querySelectorAll("a")].filter(a => !a.closest("li[hidden]"));
		const here = all.indexOf(event.target), item = event.target.closest("li");
		const to = {
			ArrowDown: () => all[here + 1], ArrowUp: () => all[here - 1], Home: () => all[0], End: () => all[all.length - 1],
			ArrowLeft: () => item.parentElement.closest("li") && link(item.parentElement.closest("li")),
			ArrowRight: () => item.querySelector(":scope > ul > li:not([hidden]) > a"),
		}[event.key];

		if (!to || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey)
			return;
		event.preventDefault();
		const next = to();

		if (next)
			next.focus();
	});
}

// While somebody types: what has the text stays in the list with what stands above it, and is bright in the picture.
function find(cy) {
	const q = search.value.trim().toLowerCase();

	(function walk(items) {
		let any = false;

		for (const item of items) {
			const own = [...item.childNodes].filter(n => n.nodeName !== "UL").map(n => n.textContent).join(" ");
			const below = walk(item.querySelectorAll(":scope > ul > li"));
			const has = own.toLowerCase().includes(q);

			item.hidden = !has && !below;
			cy.getElementById(item.id.slice(2)).toggleClass("faded", !has);
			any ||= !item.hidden;
		}
		return any;
	})(list.children);
	cy.edges().forEach(e => { e.toggleClass("faded", q !== "" && (e.source().hasClass("faded") || e.target().hasClass("faded"))); });
	const first = [...list.querySelectorAll("a")].find(a => !a.closest("li[hidden]"));

	if (first && (!chosen || itemOf(chosen).closest("li[hidden]")))
		mark(first.closest("li"));
}

function buttons(cy) {
	const by = factor => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
	const does = { in: () => by(1.4), out: () => by(1 / 1.4), all: () => cy.fit(undefined, 24) };

	for (const button of area.querySelectorAll("[data-zoom]"))
		button.addEventListener("click", () => {
			cy.stop(true);
			does[button.dataset.zoom]();
		});
}

async function draw() {
	const reply = await fetch(area.dataset.graph, { headers: { Accept: "application/json" } });

	if (!reply.ok)
		throw new Error(`${reply.status}`);
	const graph = await reply.json();

	for (const part of area.querySelectorAll("[data-graph-only]"))
		part.hidden = false;
	area.classList.add("drawn");
	// Cytoscape would put a style element into the page, which the policy refuses, unless one of that name is there: the rule in it is in
	// our style sheet.
	if (!document.getElementById("__________cytoscape_stylesheet")) {
		const there = document.createElement("meta");

		there.id = "__________cytoscape_stylesheet";
		document.head.append(there);
	}
	// The wheel moves the page; with Ctrl it changes the size, as everywhere.
	area.querySelector(".graph-main").addEventListener("wheel", event => {
		if (!event.ctrlKey)
			event.stopPropagation();
	}, { capture: true, passive: true });
	const cy = window.cytoscape({
		container: picture, elements: elements(graph), style: sheet(), layout: { name: "preset" }, minZoom: 0.05, maxZoom: 3, autoungrabify: true,
		boxSelectionEnabled: false, selectionType: "single",
	});

	show(cy);
	buttons(cy);
	keys(cy);
	mark(list.querySelector("li"));
	// Who reaches into the picture stops it: else what is under the pointer slides away, and a size just chosen with it.
	cy.on("tapstart", () => cy.stop(true));
	cy.on("tap", "node", event => choose(cy, event.target.id(), true));
	search.addEventListener("input", () => find(cy));
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(sheet()));
	area.dataset.drawn = cy.nodes().length;
}

draw().catch(error => {
	for (const part of area.querySelectorAll("[data-graph-only]"))
		part.hidden = true;
	area.classList.remove("drawn");
	console.error(error);
});
}
