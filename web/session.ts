// csrfToken returns what writing requests have to send back, or "" when the browser does
// not hold it.
export function csrfToken(): string {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? "";
}
