namespace AccountPortal.Admin;

/// <summary>The one role there is: whoever has it looks after everybody's accounts.</summary>
public static class AdminRole
{
    public const string Name = "admin";

    internal const string Normalized = "ADMIN";
}
