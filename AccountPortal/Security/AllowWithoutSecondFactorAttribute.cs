using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;

namespace AccountPortal.Security;

/// <summary>
/// The action is within reach of somebody whose role wants a second factor and who has none yet: what it takes to get one, and to leave. Nothing else is.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowWithoutSecondFactorAttribute : Attribute;

/// <summary>The account has the second factor that its role wants, or the action does not ask for it.</summary>
internal sealed class SecondFactorRequirement : IAuthorizationRequirement;

internal sealed class SecondFactorHandler : AuthorizationHandler<SecondFactorRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, SecondFactorRequirement requirement)
    {
        if (!context.User.LacksSecondFactor() || (context.Resource as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<AllowWithoutSecondFactorAttribute>() is not null)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
