/** What is looked at before a camera is accepted; seed 000 3(3)1 and 3(3)2: right parameters, whole area in view. */
export const ACCEPTANCE_POINTS = ['view', 'clear', 'light', 'height', 'parameters', 'time'] as const
