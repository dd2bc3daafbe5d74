using AccountPortal.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Admin;

/// <summary>The controller belongs to the administration, and every action of it wants the role: one attribute says both, so that neither goes without the other.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AdminAreaAttribute() : AreaAttribute("Admin"), IAuthorizeData
{
    internal const string PolicyName = "Administrator";

    public string? Policy { get; set; } = PolicyName;

    public string? Roles { get; set; }

    public string? AuthenticationSchemes { get; set; }

    /// <summary>Signed in, with a proven address and the second factor that is required, and an administrator. Anybody else who is signed in gets 403.</summary>
    internal static AuthorizationPolicy Requirements() => new AuthorizationPolicyBuilder()
        .RequireAuthenticatedUser()
        .AddRequirements(new NoDeletionRequirement(), new VerifiedEmailRequirement(), new SecondFactorRequirement())
        .RequireRole(AdminRole.Name)
        .Build();
}
