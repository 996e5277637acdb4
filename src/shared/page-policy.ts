/** The powerful features a page could ask for, so that those it is not given can be denied by name. */
const features = [
  "bluetooth",
  "camera",
  "clipboard-read",
  "display-capture",
  "fullscreen",
  "geolocation",
  "gyroscope",
  "hid",
  "idle-detection",
  "local-fonts",
  "microphone",
  "midi",
  "payment",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];

const policyOf = (allowed: readonly string[]): string =>
  features.map((feature) => `${feature}=${allowed.includes(feature) ? "(self)" : "()"}`).join(", ");

/** A page of the window may ask for nothing. Requesting `usb` in an in-memory session would crash Electron 25. */
export const noPermissions = policyOf([]);

/** The capture page may ask for what it captures; whether it gets it is decided for each capture. */
export const capturePermissions = policyOf(["camera", "display-capture", "microphone"]);

/**
 * What the window's pages may load: their own files and nothing else. Main sends it with every page;
 * the page's tests are served with the same text.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");
