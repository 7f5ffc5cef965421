export function LogPage() { return <main class="page" />; }
