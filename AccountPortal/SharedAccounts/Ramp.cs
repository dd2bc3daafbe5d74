namespace AccountPortal.SharedAccounts;

/// <summary>Points that grow evenly with a count: none up to what one person does, all from what one person hardly does.</summary>
internal static class Ramp
{
    public static double Points(double points, double count, double none, double all) => points * Math.Clamp((count - none) / (all - none), 0, 1);
}
