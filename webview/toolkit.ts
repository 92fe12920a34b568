/** The controls of VS Code's look that the pages use: the only import of the toolkit. */
import {
  provideVSCodeDesignSystem,
  TextField as ToolkitTextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** The part of a text field that the pages read. */
export interface TextField extends HTMLElement {
  value: string;
}

export interface Checkbox extends HTMLElement {
  checked: boolean;
}

/** The toolkit calls each text field “Text field” once it is in the page: the name that the page gave it stays. */
function keepNames(): void {
  const connected = Reflect.get(ToolkitTextField.prototype, 'connectedCallback');
  ToolkitTextField.prototype.connectedCallback = function (): void {
    const name = this.getAttribute('aria-label');
    Reflect.apply(connected, this, []);
    if (name !== null) {
      this.setAttribute('aria-label', name);
    }
  };
}

export function registerToolkit(): void {
  keepNames();
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeProgressRing(), vsCodeTextField());
}
