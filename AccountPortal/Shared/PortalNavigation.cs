using System.Security.Claims;
using AccountPortal.Admin;
using AccountPortal.Sessions;

namespace AccountPortal.Shared;

/// <summary>What the side navigation lists, in its order. A new page adds a line here.</summary>
public static class PortalNavigation
{
    private static readonly NavItem WhereLoggedIn = new("Where you're logged in", "/account/sessions", "laptop");
    private static readonly NavItem Activity = new("Activity", "/account/activity", "activity");
    private static readonly NavItem YourData = new("Your data", "/account/export", "download");
    private static readonly NavItem Delete = new("Delete account", "/account/delete", "trash");
    private static readonly NavItem TwoStep = new("Two-step sign-in", "/account/two-factor", "shield");
    private static readonly NavItem Passkeys = new("Passkeys", "/account/passkeys", "passkey");

    private static readonly IReadOnlyList<NavGroup> Full =
    [
        new("Account",
        [
            new("Overview", "/account", "home", Alone: true),
            new("Profile", "/account/profile", "user"),
            new("Email", "/account/email", "mail"),
            YourData,
            Delete,
        ]),
        new("Security", [WhereLoggedIn, Activity, new("Sign-in alerts", "/account/alerts", "warn"), new("Password", "/account/password", "key"), TwoStep, Passkeys]),
    ];

    // An account whose address is not proven reaches these pages only.
    private static readonly IReadOnlyList<NavGroup> Restricted =
    [
        new("Account", [new("Verify your email", "/verify-email/pending", "mail"), YourData, Delete]),
        new("Security", [WhereLoggedIn, Activity]),
    ];

    // Whose role needs a second factor reaches nothing before they have one.
    private static readonly IReadOnlyList<NavGroup> WithoutFactor = [new("Security", [TwoStep, Passkeys]), new("Account", [Delete])];

    // Nor does who is about to go.
    private static readonly IReadOnlyList<NavGroup> Leaving = [new("Account", [new("Your account's deletion", "/account/delete", "clock"), YourData])];

    private static readonly NavGroup Administration = new("Administration",
    [
        new("Today", "/admin", "home", Alone: true),
        new("SAML providers", "/admin/saml-providers", "building"),
        new("Accounts", "/admin/accounts", "people"),
        new("All activity", "/admin/activity", "list"),
        new("Shared accounts", "/admin/shared-accounts", "people"),
        new("Outgoing mail", "/admin/mail", "mail"),
        new("Deletions", "/admin/deletions", "trash"),
        new("Retention", "/admin/retention", "clock"),
        new("Configuration", "/admin/configuration", "list"),
    ]);

    public static IReadOnlyList<NavGroup> For(ClaimsPrincipal reader) => reader.IsPendingDeletion() ? Leaving
        : reader.HasClaim(PortalClaims.EmailVerified, "false") ? Restricted
        : reader.LacksSecondFactor() ? WithoutFactor
        : reader.IsInRole(AdminRole.Name) ? [.. Full, Administration]
        : Full;
}
