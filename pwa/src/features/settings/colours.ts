/** Usual colours of work clothes; the names are keys below settings.colour. */
export const COMMON_COLOURS: Record<string, string> = { '#ffffff': 'white', '#1f2328': 'black', '#2f5fa8': 'blue', '#9ec5e8': 'lightBlue', '#b8352c': 'red', '#f2c14e': 'yellow', '#2e7d4f': 'green' }
