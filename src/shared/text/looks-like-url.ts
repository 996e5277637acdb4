/** Whether what was typed for a server of tools is meant as its address and not as a program. Pure. */
export const looksLikeUrl = (text: string): boolean => /^https?:/i.test(text.trim());
