/** The controls of VS Code's look that the pages use: the only import of the toolkit. */
import {
  provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox, vsCodeDropdown, vsCodeOption, vsCodeProgressRing, vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** The part of a text field that the pages read. */
export interface TextField extends HTMLElement {
  value: string;
}

export interface Dropdown extends HTMLElement {
  value: string;
}

export interface Checkbox extends HTMLElement {
  checked: boolean;
}

export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing(), vsCodeTextField(),
  );
}
