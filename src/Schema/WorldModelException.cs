namespace WorldModel.Schema;

/// <summary>The root of every error that WorldModel raises on purpose.</summary>
public abstract class WorldModelException(string message, Exception? inner = null) : Exception(message, inner);
