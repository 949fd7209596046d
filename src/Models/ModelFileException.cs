using WorldModel.Schema;

namespace WorldModel.Models;

/// <summary>A model file that is not whole, not a model, or not the model that was asked for.</summary>
public sealed class ModelFileException(string message, Exception? inner = null) : WorldModelException(message, inner);
