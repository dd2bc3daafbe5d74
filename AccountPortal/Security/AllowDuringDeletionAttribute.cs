using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;

namespace AccountPortal.Security;

/// <summary>The action is within reach of an account that is to be deleted: keeping it, taking the data along, and leaving. Nothing else is.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowDuringDeletionAttribute : Attribute;

/// <summary>The account is not waiting for its deletion, or the action does not ask for that.</summary>
internal sealed class NoDeletionRequirement : IAuthorizationRequirement;

internal sealed class NoDeletionHandler : AuthorizationHandler<NoDeletionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, NoDeletionRequirement requirement)
    {
        if (!context.User.IsPendingDeletion() || (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<AllowDuringDeletionAttribute>() is not null)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
