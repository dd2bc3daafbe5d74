namespace AccountPortal.StepUp;

/// <summary>The action is within reach of a session that has to be confirmed before anything else (<see cref="Sessions.CurrentSession.ConfirmSince"/>).</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowUnconfirmedAttribute : Attribute;
