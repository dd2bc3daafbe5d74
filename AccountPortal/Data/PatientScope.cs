using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Data;

/// <summary>A scope for a command of an operator: what the connection string says of patience is meant for requests, and a command reads and changes whole tables.</summary>
internal static class PatientScope
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public static AsyncServiceScope CreatePatientScope(this IServiceProvider services)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<PortalDbContext>().Database.SetCommandTimeout(Patience);
        return scope;
    }
}
