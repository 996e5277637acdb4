import { render } from "preact";
import { App } from "./app/app.tsx";
import "./styles/index.css";

const root = document.getElementById("app");
if (root !== null) {
  const view = new URLSearchParams(location.search).get("page") === "question" ? "question" : "main";
  render(<App bridge={window.clawtray} systemLanguage={navigator.language} view={view} />, root);
}
