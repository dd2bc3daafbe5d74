using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace AccountPortal.Mail;

/// <summary>Takes the development mailbox's routes out of the application: outside of development they do not exist.</summary>
internal sealed class WithoutMailbox : IApplicationModelConvention
{
    public void Apply(ApplicationModel application)
    {
        foreach (var controller in application.Controllers.Where(controller => controller.ControllerType == typeof(MailController)).ToList())
        {
            application.Controllers.Remove(controller);
        }
    }
}
