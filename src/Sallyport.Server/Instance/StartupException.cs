namespace Sallyport.Server.Instance;

/// <summary>
/// The server cannot start. The message is one line for the person at the terminal and says how to fix it.
/// </summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
