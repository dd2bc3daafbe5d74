using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;

namespace AccountPortal.Security;

/// <summary>The action is within reach of an account whose address is not proven yet. Everything else is not: restricted is the default.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowUnverifiedAttribute : Attribute;

/// <summary>The account's address is proven, or the action does not ask for it.</summary>
internal sealed class VerifiedEmailRequirement : IAuthorizationRequirement;

internal sealed class VerifiedEmailHandler : AuthorizationHandler<VerifiedEmailRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, VerifiedEmailRequirement requirement)
    {
        if (context.User.HasVerifiedEmail() || (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<AllowUnverifiedAttribute>() is not null)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
