namespace WorldModel.Client.Wire;

/// <summary>What an answer was made from.</summary>
/// <param name="Model">Content hash of the model file, hex.</param>
/// <param name="BeliefDay">The belief depends on days before this one only.</param>
/// <param name="LastEvent">Day of the consumer's last event; absent where there was none.</param>
/// <param name="Pending">Events of the open day, which the belief does not hold yet.</param>
public sealed record AsOfInfo(string Model, DateOnly BeliefDay, DateOnly? LastEvent, int Pending);
